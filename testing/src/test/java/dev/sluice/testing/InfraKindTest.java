package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class InfraKindTest {
  private final String before = System.getProperty(InfraKind.PROPERTY, "embedded");

  @AfterEach
  void restore() {
    System.setProperty(InfraKind.PROPERTY, before);
  }

  @Test
  void embeddedIsTheDefault() {
    System.clearProperty(InfraKind.PROPERTY);
    assertThat(InfraKind.selected()).isEqualTo(InfraKind.EMBEDDED);
  }

  @Test
  void unknownKindIsRejectedWithTheListOfKinds() {
    System.setProperty(InfraKind.PROPERTY, "docker");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(InfraKind::selected)
        .withMessage("sluice.test.infra is docker, but must be one of embedded, testcontainers");
  }

  @Test
  void testcontainersWithoutDockerFail() {
    assumeThat(DockerClientFactory.instance().isDockerAvailable()).isFalse();
    System.setProperty(InfraKind.PROPERTY, "testcontainers");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> InfraKind.selected().start())
        .withMessageContaining("sluice.test.infra=testcontainers needs a Docker engine");
  }
}
