package dev.sluice.e2e.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A test that uses the stack beside others and disturbs nobody. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StackExtension.class)
@ResourceLock(value = SharedStack.LOCK, mode = ResourceAccessMode.READ)
public @interface SharedStack {
  /** Names the stack for JUnit's scheduler. */
  String LOCK = "stack";
}
