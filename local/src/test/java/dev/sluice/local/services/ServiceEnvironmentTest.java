package dev.sluice.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

class ServiceEnvironmentTest {

  @Test
  void variablesBindAsInASeparateProcess() {
    ConfigurableEnvironment environment =
        ServiceEnvironment.with(
            Map.of(
                "SLUICE_WEBHOOKS_EGRESS_ALLOW_LOOPBACK", "true",
                "SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

    Binder binder = Binder.get(environment);
    assertThat(binder.bind("sluice.webhooks.egress.allow-loopback", Boolean.class).get()).isTrue();
    assertThat(binder.bind("spring.kafka.bootstrap-servers", String.class).get())
        .isEqualTo("127.0.0.1:1");
  }

  @Test
  void servicesDoNotShareVariables() {
    ConfigurableEnvironment one = ServiceEnvironment.with(Map.of("SERVER_PORT", "1"));
    ConfigurableEnvironment other = ServiceEnvironment.with(Map.of("SERVER_PORT", "2"));

    assertThat(one.getProperty("SERVER_PORT")).isEqualTo("1");
    assertThat(other.getProperty("SERVER_PORT")).isEqualTo("2");
    assertThat(one.getProperty("PATH")).isEqualTo(System.getenv("PATH"));
  }
}
