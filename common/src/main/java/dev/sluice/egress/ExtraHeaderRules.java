package dev.sluice.egress;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which extra headers an endpoint may have. Checked on registration and again before sending. */
public final class ExtraHeaderRules {

  /** Length of a name. */
  public static final int MAX_NAME = 64;

  // A token of RFC 9110, 5.6.2.
  private static final Pattern NAME =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1," + MAX_NAME + "}");
  // Field content of RFC 9110, 5.5, in ASCII. White space at either end is not part of a value.
  private static final Pattern VALUE = Pattern.compile("(?:[!-~](?:[ -~]*[!-~])?)?");

  // Headers of the content, the connection and our signature are ours. Cookies are set by
  // receivers; credentials belong in Authorization or in a header of the owner's. Headers about
  // proxies are trusted by receivers, so nobody may forge them.
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "expect",
          "accept-encoding",
          "user-agent",
          "cookie",
          "set-cookie",
          "forwarded",
          "via",
          "x-real-ip");
  private static final List<String> RESERVED_PREFIXES =
      List.of("content-", "proxy-", "webhook-", "x-webhook-", "x-forwarded-");

  private ExtraHeaderRules() {}

  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether it is visible ASCII characters, with spaces between them only. */
  public static boolean isValue(String value) {
    return VALUE.matcher(value).matches();
  }

  /**
   * Whether only we may set this header. An underscore counts as a hyphen, as it does for receivers
   * that use the names of CGI (RFC 3875, 4.1.18).
   */
  public static boolean isReserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
  }
}
