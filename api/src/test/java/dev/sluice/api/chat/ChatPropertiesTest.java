package dev.sluice.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ChatPropertiesTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(ChatProperties.class)
  static class Binding {}

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(Binding.class);

  @Test
  void defaultsHold() {
    context.run(started -> {
      ChatProperties properties = started.getBean(ChatProperties.class);
      assertThat(properties.maxConcurrent()).isEqualTo(256);
      assertThat(properties.maxRetries()).isEqualTo(2);
      assertThat(properties.sunsetAt()).isAfter(properties.deprecatedAt());
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-concurrent=0",
        "timeout=0s",
        "idle-timeout=-1s",
        "permit-patience=-1s",
        "drain=16s",
        "max-retries=6",
        "sunset-at=2026-10-31T00:00:00Z",
        "deprecated-at=yesterday",
        "unknown=1",
      })
  void wrongSettingFailsTheStart(String setting) {
    context
        .withPropertyValues("sluice.chat." + setting)
        .run(started -> assertThat(started).hasFailed());
  }
}
