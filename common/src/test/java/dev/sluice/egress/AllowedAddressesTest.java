package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.http.client.InetAddressFilter;

class AllowedAddressesTest {

  private final InetAddressFilter strict = EgressPolicy.addresses(false, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "::7f00:1",
        "2001::1",
        "fec0::1"
      })
  void nonPublicAddressesAreBlocked(String address) {
    assertThat(strict.matches(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "172.32.0.1"})
  void publicAddressesAreAllowed(String address) {
    assertThat(strict.matches(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void onlyLoopbackIsAddedWhenItIsAllowed() {
    InetAddressFilter filter = EgressPolicy.addresses(true, List.of());
    assertThat(filter.matches(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(filter.matches(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(filter.matches(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
  }

  @Test
  void aNetworkIsReachedWhereNamed() {
    InetAddressFilter filter = EgressPolicy.addresses(false, List.of("10.20.0.0/16"));
    assertThat(filter.matches(InetAddress.ofLiteral("10.20.3.4"))).isTrue();
    assertThat(filter.matches(InetAddress.ofLiteral("10.21.3.4"))).isFalse();
  }

  @Test
  void anInvalidNetworkIsRefused() {
    assertThatThrownBy(() -> EgressPolicy.addresses(false, List.of("10.20.0.0/99")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
