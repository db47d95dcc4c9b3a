package dev.sluice.e2e.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A test that can share the stack with concurrent tests. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StackExtension.class)
@ResourceLock(value = SharedStack.PROCESSORS, mode = ResourceAccessMode.READ)
@ResourceLock(value = SharedStack.DISPATCHERS, mode = ResourceAccessMode.READ)
public @interface SharedStack {
  /** JUnit's resource lock for the processors. */
  String PROCESSORS = "processors";

  /** JUnit's resource lock for the webhook dispatchers. */
  String DISPATCHERS = "dispatchers";
}
