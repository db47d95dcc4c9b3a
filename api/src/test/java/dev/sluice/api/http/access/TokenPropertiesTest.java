package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.keys.Scope;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TokenPropertiesTest {

  @Test
  void theDefaultsHonourEveryScopeAndTheSubject() {
    TokenProperties properties = bind(Map.of());
    assertThat(properties.tenantClaim()).isEqualTo("sub");
    assertThat(properties.tenantPrefix()).isEmpty();
    assertThat(properties.scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(properties.clockSkew()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "tenant-claim, ' '",
    "scopes, root",
    "clock-skew, -1s",
    "clock-skew, 6m",
    "keys-recheck-after, 9s",
    "keys-trust-while-unavailable, 5m",
    "min-fetch-interval, 0s",
    "min-fetch-interval, 5m"
  })
  void whatWouldBeUnsafeOrNotWorkFailsTheStart(String property, String value) {
    assertThatThrownBy(() -> bind(Map.of("oauth2." + property, value)))
        .hasStackTraceContaining(property);
  }

  private static TokenProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("oauth2", TokenProperties.class);
  }
}
