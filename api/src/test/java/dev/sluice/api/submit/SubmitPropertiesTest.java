package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class SubmitPropertiesTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(SubmitProperties.class)
  static class Properties {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Properties.class);

  @Test
  void theDefaultsAreThoseOfTheContract() {
    runner.run(context ->
        assertThat(context.getBean(SubmitProperties.class).acceptTimeout())
            .isEqualTo(Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.submit.acept-timeout=3s",
        "sluice.submit.accept-timeout=10ms",
        "sluice.submit.max-cancellations=0"
      })
  void aKeyThatIsUnknownOrOutOfBoundsStopsTheStart(String property) {
    runner.withPropertyValues(property).run(context -> assertThat(context).hasFailed());
  }
}
