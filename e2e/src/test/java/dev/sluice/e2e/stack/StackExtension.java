package dev.sluice.e2e.stack;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the stack: started for the first that asks, ended after the last test of all. */
public final class StackExtension implements ParameterResolver {
  private static final FutureTask<Stack> SHARED = new FutureTask<>(Stack::start);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Stack resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // A stack that failed to start is not tried again for every test.
    SHARED.run();
    // What the root's store holds is closed when all tests are done.
    return context
        .getRoot()
        .getStore(Namespace.create(StackExtension.class))
        .computeIfAbsent(Stack.class, _ -> started(), Stack.class);
  }

  private static Stack started() {
    try {
      return SHARED.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The stack did not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
