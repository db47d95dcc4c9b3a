package dev.sluice.e2e.stack;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Injects the stack, which is started for the first test and stopped after the last one. */
public final class StackExtension implements ParameterResolver {
  private static final FutureTask<Stack> SHARED = new FutureTask<>(Stack::start);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Stack resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Runs once: a failed start is not retried for every test.
    SHARED.run();
    // JUnit closes values in the root store after all tests.
    return context
        .getRoot()
        .getStore(Namespace.create(StackExtension.class))
        .computeIfAbsent(Stack.class, _ -> started(), Stack.class);
  }

  private static Stack started() {
    try {
      return SHARED.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The stack failed to start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
