package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EgressPolicyTest {

  private static final List<String> WEB = List.of("80", "443", "1024-65535");
  private final EgressPolicy strict = new EgressPolicy(EgressProperties.defaults());
  private final EgressPolicy local = new EgressPolicy(EgressProperties.local());

  @ParameterizedTest
  @CsvSource({
    "https://example.com/hook?a=b, example.com, 443",
    "HTTPS://EXAMPLE.com, example.com, 443",
    "https://example.com./, example.com, 443",
    "https://example.com:8443/, example.com, 8443",
    "https://xn--bcher-kva.example/, xn--bcher-kva.example, 443",
    "https://1.example.com/, 1.example.com, 443",
    "https://93.184.216.34/, 93.184.216.34, 443",
    "https://[2606:4700:4700::1111]/, 2606:4700:4700:0:0:0:0:1111, 443",
    "https://intranet/, intranet, 443"
  })
  void urlsOfThePublicInternetAreUsable(String url, String host, int port) {
    assertThat(strict.check(url))
        .isInstanceOfSatisfying(
            UrlCheck.Usable.class,
            usable -> {
              assertThat(usable.destination().host()).isEqualTo(host);
              assertThat(usable.destination().port()).isEqualTo(port);
              assertThat(usable.destination().secure()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/, NOT_HTTPS",
    "ftp://example.com/, NOT_HTTPS",
    "//example.com/, NOT_HTTPS",
    "javascript:alert(1), NOT_HTTPS",
    "https:example.com, NO_HOST",
    "https:///path, NO_HOST",
    "https://user@example.com/, USER_INFO",
    "https://user:secret@example.com/, USER_INFO",
    "https://@example.com/, USER_INFO",
    "https://example.com/#there, FRAGMENT",
    "https://example.com:25/, PORT",
    "https://example.com:0/, PORT",
    "https://example.com:65536/, PORT",
    "'https://exa mple.com/', MALFORMED",
    "https://example.com\\@127.0.0.1/, MALFORMED",
    "https://[::1/, MALFORMED",
    "https://example.com/hook/日本, MALFORMED",
    "https://example.com/hook?q=ü, MALFORMED",
    "https://my_host.example/, NO_HOST",
    "https://bücher.example/, NO_HOST",
    "https://localhost/, BLOCKED_ADDRESS",
    "https://LocalHost./, BLOCKED_ADDRESS",
    "https://a.localhost/, BLOCKED_ADDRESS",
    "https://10.0.0.1/, BLOCKED_ADDRESS"
  })
  void otherUrlsAreRefusedWithAReason(String url, Refusal refusal) {
    assertThat(strict.check(url)).isEqualTo(new UrlCheck.Refused(refusal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7F.0x0.0x0.0x1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.01",
        "127.0.0.1.",
        "127.0.0.1%00",
        "127.0.0.%31",
        "127。0。0。1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "[::1%25lo]",
        "[::1%lo]",
        "[fe80::1%25eth0]",
        "127.0.0.256",
        "1.2.3",
        "a.0x1",
        "example.1",
        "٢"
      })
  void anAddressInAnySpellingButItsOwnIsNoHost(String host) {
    assertThat(local.check("http://" + host + "/"))
        .isInstanceOfSatisfying(
            UrlCheck.Refused.class,
            refused -> assertThat(refused.refusal()).isIn(Refusal.NO_HOST, Refusal.MALFORMED));
  }

  @Test
  void httpIsUsableWhereAllowedAndNothingElseIs() {
    assertThat(local.check("http://127.0.0.1:9000/hook")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(local.check("http://localhost:9000/hook")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(local.check("https://[::1]:9000/hook")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(local.check("http://10.0.0.1/"))
        .isEqualTo(new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS));
    assertThat(local.check("file:///etc/passwd")).isEqualTo(new UrlCheck.Refused(Refusal.NOT_HTTP));
  }

  @Test
  void aNetworkIsReachedWhereNamed() {
    EgressPolicy policy =
        new EgressPolicy(
            new EgressProperties(false, false, List.of("10.20.0.0/16"), List.of(), WEB));
    assertThat(policy.check("https://10.20.3.4/")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(policy.check("https://10.21.3.4/")).isInstanceOf(UrlCheck.Refused.class);
  }

  @Test
  void anAllowedHostIsReachedAtAnyAddress() {
    EgressPolicy policy =
        new EgressPolicy(
            new EgressProperties(
                false, false, List.of(), List.of("Hooks.corp.example", "*.in.example"), WEB));
    InetAddress inside = InetAddress.ofLiteral("10.0.0.1");
    assertThat(policy.allows(destination(policy, "hooks.corp.example"), inside)).isTrue();
    assertThat(policy.allows(destination(policy, "HOOKS.corp.example."), inside)).isTrue();
    assertThat(policy.allows(destination(policy, "a.b.in.example"), inside)).isTrue();
    assertThat(policy.allows(destination(policy, "in.example"), inside)).isFalse();
    assertThat(policy.allows(destination(policy, "evil-in.example"), inside)).isFalse();
    assertThat(policy.allows(destination(policy, "corp.example"), inside)).isFalse();
    assertThat(policy.allows(destination(policy, "x.hooks.corp.example"), inside)).isFalse();
  }

  private static Destination destination(EgressPolicy policy, String host) {
    return ((UrlCheck.Usable) policy.check("https://" + host + "/")).destination();
  }

  @Test
  void portsAreThoseThatAreConfigured() {
    EgressPolicy policy =
        new EgressPolicy(
            new EgressProperties(false, false, List.of(), List.of(), List.of("443", "8000-8002")));
    assertThat(policy.check("https://a.example/")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(policy.check("https://a.example:8002/")).isInstanceOf(UrlCheck.Usable.class);
    assertThat(policy.check("https://a.example:8003/"))
        .isEqualTo(new UrlCheck.Refused(Refusal.PORT));
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> settings("allowed-ports", "0")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-ports", "9-8")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-ports", "")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-hosts", "*")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-hosts", "a.*.example")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-addresses", "10.0.0.0/99")).isNotNull();
    assertThatThrownBy(() -> settings("allowed-addresses", "intranet")).isNotNull();
    assertThat(settings("allow-http", "true").allowHttp()).isTrue();
  }

  @Test
  void theDefaultsAreTheOnesThatAreDocumented() {
    assertThat(settings("allow-http", "false")).isEqualTo(EgressProperties.defaults());
  }

  private static EgressProperties settings(String name, String value) {
    return new Binder(
            new MapConfigurationPropertySource(Map.of("sluice.webhooks.egress." + name, value)))
        .bindOrCreate("sluice.webhooks.egress", EgressProperties.class);
  }
}
