package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.http.client.InetAddressFilter;

/** The IANA's registries of special-purpose addresses, row by row. */
class SpecialPurposeTest {

  private final InetAddressFilter reachable = EgressPolicy.addresses(false, List.of());

  // Every row whose column "globally reachable" is not True, and multicast.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/8",
        "0.0.0.0/32",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.0.0/29",
        "192.0.0.8/32",
        "192.0.0.170/32",
        "192.0.0.171/32",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "255.255.255.255/32",
        "::1/128",
        "::/128",
        "::/96",
        "::ffff:10.0.0.0/104",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001::/32",
        "2001:2::/48",
        "2001:10::/28",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8"
      })
  void noEndOfABlockThatIsNotGloballyReachableIsReached(String block) throws Exception {
    assertThat(reachable.matches(first(block))).as("first of " + block).isFalse();
    assertThat(reachable.matches(last(block))).as("last of " + block).isFalse();
  }

  // NAT64 is globally reachable by the registry, and leads to whatever address it carries.
  @ParameterizedTest
  @ValueSource(strings = {"64:ff9b::/96", "64:ff9b::7f00:1/128", "64:ff9b::a00:1/128"})
  void translatedAddressesAreNotReachedEither(String block) throws Exception {
    assertThat(reachable.matches(first(block))).isFalse();
    assertThat(reachable.matches(last(block))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "9.255.255.255, 11.0.0.0",
    "100.63.255.255, 100.128.0.0",
    "126.255.255.255, 128.0.0.0",
    "169.253.255.255, 169.255.0.0",
    "172.15.255.255, 172.32.0.0",
    "192.167.255.255, 192.169.0.0",
    "198.17.255.255, 198.20.0.0",
    "223.255.255.255, 1.0.0.0",
    "2000::1, 2003::1",
    "2001:200::1, 2600::1",
    "2001:db7:ffff::1, 2001:db9::1",
    "3ffe:ffff::1, 3fff:1000::1",
    "192.31.196.1, 192.175.48.1",
    "2620:4f:8000::1, 2a00::1"
  })
  void theNeighboursOfSuchBlocksAre(String below, String above) {
    assertThat(reachable.matches(InetAddress.ofLiteral(below))).as(below).isTrue();
    assertThat(reachable.matches(InetAddress.ofLiteral(above))).as(above).isTrue();
  }

  private static InetAddress first(String block) throws UnknownHostException {
    return end(block, 0);
  }

  private static InetAddress last(String block) throws UnknownHostException {
    return end(block, 1);
  }

  private static InetAddress end(String block, int bit) throws UnknownHostException {
    String[] parts = block.split("/", 2);
    byte[] bytes = InetAddress.ofLiteral(parts[0]).getAddress();
    // A mapped address is an IPv4 one, whose prefix is counted from its own first bit.
    int length = Integer.parseInt(parts[1]) - (parts[0].startsWith("::ffff:") ? 96 : 0);
    for (int i = length; i < bytes.length * 8; i++) {
      int mask = 0x80 >> (i % 8);
      bytes[i / 8] = (byte) (bit == 1 ? bytes[i / 8] | mask : bytes[i / 8] & ~mask);
    }
    return InetAddress.getByAddress(bytes);
  }
}
