package dev.sluice.dispatcher;

import dev.sluice.dispatcher.schedule.BreakerBounds;
import dev.sluice.dispatcher.schedule.DeliveryScheduler;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Bounds of a dispatcher that are constants in production, by the properties {@code test.*}. */
record TestBounds(Environment environment) implements BeanPostProcessor {

  static void install(ConfigurableApplicationContext context) {
    context.getBeanFactory().addBeanPostProcessor(new TestBounds(context.getEnvironment()));
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return switch (bean) {
      case DeliveryScheduler.Bounds bounds ->
          new DeliveryScheduler.Bounds(
              bounds.permits(),
              bounds.perDestination(),
              property("test.body-memory", DataSize.ofBytes(bounds.bodyMemory())).toBytes(),
              new BreakerBounds(
                  property("test.breaker.failures", bounds.breaker().failures()),
                  property("test.breaker.first-wait", bounds.breaker().firstWait()),
                  property("test.breaker.longest-wait", bounds.breaker().longestWait())));
      default -> bean;
    };
  }

  @SuppressWarnings("unchecked")
  private <T> T property(String name, T otherwise) {
    return environment.getProperty(name, (Class<T>) otherwise.getClass(), otherwise);
  }
}
