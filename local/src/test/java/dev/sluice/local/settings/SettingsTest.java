package dev.sluice.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sluice.local.settings.Settings.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void emptyVariablesCountAsUnset() {
    Settings settings = Settings.of(Map.of("SLUICE_DATA", "", "SLUICE_PORT", " "));

    assertThat(settings.data()).isEqualTo(Path.of(".sluice"));
    assertThat(settings.apiPort().number()).isEqualTo(8080);
    assertThat(settings.kafkaPort().number()).isEqualTo(19_092);
    assertThat(settings.postgresPort().number()).isEqualTo(15_432);
  }

  @Test
  void eachVariableSetsItsOwnValue() {
    Settings settings =
        Settings.of(
            Map.of(
                "SLUICE_DATA", "/data",
                "SLUICE_PORT", "1",
                "SLUICE_KAFKA_PORT", "2",
                "SLUICE_POSTGRES_PORT", "65535"));

    assertThat(settings)
        .isEqualTo(
            new Settings(
                Path.of("/data"),
                new Port(1, "SLUICE_PORT"),
                new Port(2, "SLUICE_KAFKA_PORT"),
                new Port(65_535, "SLUICE_POSTGRES_PORT")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "http", "080808"})
  void invalidPortIsReportedWithItsVariable(String value) {
    assertThatExceptionOfType(StartupException.class)
        .isThrownBy(() -> Settings.of(Map.of("SLUICE_KAFKA_PORT", value)))
        .withMessageContaining("SLUICE_KAFKA_PORT")
        .withMessageContaining(value);
  }

  @Test
  void portInUseIsReportedWithItsVariable() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Port port = new Port(taken.getLocalPort(), "SLUICE_PORT");
      assertThatExceptionOfType(StartupException.class)
          .isThrownBy(port::requireFree)
          .withMessage(
              "Port %d is in use. Stop the process that uses it, or set SLUICE_PORT to another"
                  + " port.",
              taken.getLocalPort());
    }
  }

  @Test
  void freePortIsAccepted() throws IOException {
    int number;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      number = taken.getLocalPort();
    }
    assertThatNoException().isThrownBy(new Port(number, "SLUICE_PORT")::requireFree);
  }
}
