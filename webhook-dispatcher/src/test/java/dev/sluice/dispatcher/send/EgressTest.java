package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failed;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.egress.BoundedLookup;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.egress.NameService;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.egress.UrlCheck;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the sender does not go, over real sockets: what listens on loopback sees nobody. */
class EgressTest {

  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final RawServer.Behaviour OK =
      out -> out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

  private static Sender sender(Sender.Settings settings, NameService names) {
    return new Sender(settings, Clock.systemUTC(), names, SSLContexts.createSystemDefault());
  }

  private static InetAddress[] of(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "127.00.0.1",
        "0127.0.0.1",
        "0177.0.0.1",
        "0177.0.0.01",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0.0.1",
        "0x7F.0x0.0x0.0x1",
        "00000177.0.0.1",
        "4294967295",
        "0",
        "0.0.0.0",
        "0.0.0.1",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000::0001]",
        "[::1%25lo]",
        "[::1%lo]",
        "[::127.0.0.1]",
        "[::7f00:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:7f00:1::1]",
        "[2001:0:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[5f00::1]",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
        "127.0.0.1%00",
        "127.0.0.1%2f@example.com",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "user@127.0.0.1",
        "example.com@127.0.0.1",
        "example.com:80@127.0.0.1"
      })
  void noSpellingOfAnAddressThatIsNotPublicOpensASocket(String host) throws Exception {
    try (RawServer server = new RawServer(OK);
        Sender sender = sender(Sends.settings(false, DEADLINE), _ -> of("127.0.0.1"))) {
      assertThat(failureOf(sender, "http://" + host + ":" + server.port() + "/"))
          .isIn(FailureClass.BLOCKED_ADDRESS, FailureClass.INVALID);
      assertThat(server.connections()).isZero();
    }
  }

  /** What is no URI does not even become a request. */
  private static FailureClass failureOf(Sender sender, String url) {
    try {
      new java.net.URI(url);
    } catch (URISyntaxException _) {
      return FailureClass.INVALID;
    }
    return failure(send(sender, url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"})
  void aNameThatLeadsToSuchAnAddressOpensNone(String address) throws Exception {
    try (RawServer server = new RawServer(OK);
        Sender sender = sender(Sends.settings(false, DEADLINE), _ -> of(address))) {
      Optional<AttemptOutcome> outcome =
          send(sender, "http://hooks.example:" + server.port() + "/");
      assertThat(failure(outcome)).isEqualTo(FailureClass.BLOCKED_ADDRESS);
      assertThat(failed(outcome).trace().address()).isNull();
      assertThat(failed(outcome).trace().dnsMicros()).isNotNull();
      assertThat(server.connections()).isZero();
    }
  }

  // 127.0.0.2 stands for a public address, which tests cannot reach.
  @Test
  void ofSeveralAddressesOnlyThoseAllowedAreConnectedTo() throws Exception {
    try (RawServer inside = new RawServer(OK);
        RawServer outside = RawServer.at("127.0.0.2", inside.port(), OK);
        Sender sender =
            sender(
                Sends.settings(false, DEADLINE, "127.0.0.2"),
                _ -> of("127.0.0.1", "::1", "127.0.0.2"))) {
      AttemptOutcome delivered =
          delivered(send(sender, "http://hooks.example:" + inside.port() + "/"));
      assertThat(delivered.trace().address()).isEqualTo("127.0.0.2");
      assertThat(outside.connections()).isEqualTo(1);
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void anAnswerOfTheDnsThatChangesNeverLeadsInside() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    NameService rebinding = _ -> lookups.incrementAndGet() <= 2 ? of("127.0.0.2") : of("127.0.0.1");
    EgressProperties properties =
        new EgressProperties(false, true, List.of("127.0.0.2"), List.of(), List.of("1-65535"));
    try (RawServer inside = new RawServer(OK);
        RawServer outside = RawServer.at("127.0.0.2", inside.port(), OK);
        BoundedLookup lookup = new BoundedLookup(rebinding, DEADLINE);
        Sender sender = sender(Sends.settings(false, DEADLINE, "127.0.0.2"), rebinding)) {
      String url = "http://hooks.example:" + inside.port() + "/";
      assertThat(new RegistrationCheck(new EgressPolicy(properties), lookup).check(url))
          .isInstanceOf(UrlCheck.Usable.class);
      delivered(send(sender, url));
      assertThat(failure(send(sender, url))).isEqualTo(FailureClass.BLOCKED_ADDRESS);
      assertThat(lookups).hasValue(3);
      assertThat(outside.connections()).isEqualTo(1);
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void aHostOnTheListIsReachedWhereverItIs() throws Exception {
    EgressPolicy policy =
        new EgressPolicy(
            new EgressProperties(
                false, true, List.of(), List.of("hooks.example"), List.of("1-65535")));
    try (RawServer server = new RawServer(OK);
        Sender sender =
            sender(
                new Sender.Settings(policy, Duration.ofSeconds(1), DEADLINE, 8),
                _ -> of("127.0.0.1"))) {
      delivered(send(sender, "http://hooks.example:" + server.port() + "/"));
      assertThat(failure(send(sender, "http://other.example:" + server.port() + "/")))
          .isEqualTo(FailureClass.BLOCKED_ADDRESS);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aPortThatIsNotOnTheListOrHttpWhereItIsNotAllowedOpensNone() throws Exception {
    try (RawServer server = new RawServer(OK)) {
      for (EgressProperties properties :
          List.of(
              new EgressProperties(true, true, List.of(), List.of(), List.of("443")),
              new EgressProperties(true, false, List.of(), List.of(), List.of("1-65535")))) {
        try (Sender sender =
            sender(
                new Sender.Settings(
                    new EgressPolicy(properties), Duration.ofSeconds(1), DEADLINE, 8),
                NameService.ofSystem())) {
          assertThat(failure(send(sender, server.url().toString())))
              .isEqualTo(FailureClass.INVALID);
        }
      }
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void aLookupThatDoesNotEndIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    try (Sender sender = sender(hasty(), _ -> afterwards(never))) {
      assertThat(failure(send(sender, "http://slow.example/"))).isEqualTo(FailureClass.DNS);
    }
  }

  // Four lookups of one owner go on at once; who does not come to one has learnt nothing of it.
  @Test
  void anAttemptThatDoesNotComeToItsLookupIsHandedBack() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    try (Sender sender =
        sender(
            hasty(),
            _ -> {
              begun.incrementAndGet();
              return afterwards(never);
            })) {
      for (int i = 0; i < 4; i++) {
        var _ = Sends.start(sender, "http://slow" + i + ".example/");
      }
      await().until(() -> begun.get() == 4);
      assertThat(send(sender, "http://slow4.example/")).isEmpty();
      assertThat(begun).hasValue(4);
    }
  }

  /** Connecting has half a second, the whole attempt long enough. */
  private static Sender.Settings hasty() {
    return new Sender.Settings(
        new EgressPolicy(
            new EgressProperties(true, true, List.of(), List.of(), List.of("1-65535"))),
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        8);
  }

  private static InetAddress[] afterwards(CountDownLatch latch) throws UnknownHostException {
    try {
      latch.await();
      return of("127.0.0.1");
    } catch (InterruptedException _) {
      throw new UnknownHostException("closed");
    }
  }
}
