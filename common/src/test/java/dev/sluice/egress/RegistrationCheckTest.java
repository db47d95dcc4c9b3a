package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RegistrationCheckTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private final CountDownLatch asleep = new CountDownLatch(1);

  private UrlCheck check(String url) {
    try (BoundedLookup lookup = new BoundedLookup(this::addresses, PATIENCE)) {
      return new RegistrationCheck(new EgressPolicy(EgressProperties.defaults()), lookup)
          .check(url);
    }
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    return switch (host) {
      case "inside.example" -> of("10.0.0.1", "::1");
      case "both.example" -> of("10.0.0.1", "93.184.216.34");
      case "asleep.example" -> {
        try {
          asleep.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
        yield of("10.0.0.1");
      }
      default -> throw new UnknownHostException(host);
    };
  }

  private static InetAddress[] of(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  @Test
  void aNameThatLeadsInsideOnlyIsRefused() {
    assertThat(check("https://inside.example/"))
        .isEqualTo(new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS));
  }

  @Test
  void aNameThatLeadsOutsideTooIsUsable() {
    assertThat(check("https://both.example/")).isInstanceOf(UrlCheck.Usable.class);
  }

  @Test
  void aNameThatTheDnsDoesNotKnowIsUsable() {
    assertThat(check("https://unknown.example/")).isInstanceOf(UrlCheck.Usable.class);
  }

  @Test
  @Timeout(60)
  void aDnsThatDoesNotAnswerIsNotWaitedForForEver() {
    assertThat(check("https://asleep.example/")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(asleep.getCount()).as("the lookup still waits").isEqualTo(1);
  }

  @Test
  void anInvalidUrlIsRefusedWithoutALookup() {
    assertThat(check("http://asleep.example/")).isEqualTo(new UrlCheck.Refused(Refusal.NOT_HTTPS));
    assertThat(check("https://10.0.0.1/")).isEqualTo(new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS));
  }
}
