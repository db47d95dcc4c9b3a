package dev.sluice.egress;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which headers an endpoint may ask for beside ours. Checked when it is registered, and once more
 * when they are sent.
 */
public final class ExtraHeaderRules {

  /** A name's length, at most. */
  public static final int MAX_NAME = 64;

  // A token of RFC 9110, 5.6.2.
  private static final Pattern NAME =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1," + MAX_NAME + "}");
  // Field content of RFC 9110, 5.5, in ASCII. White space at an end is no part of a value, and
  // HTTP/2 takes a request that has it for a malformed one.
  private static final Pattern VALUE = Pattern.compile("(?:[!-~](?:[ -~]*[!-~])?)?");

  // The content is ours, so is the connection; credentials travel in Authorization or in a header
  // of the owner's, not in cookies, which are a receiver's to set. Who sent a request by way of
  // whom is said by those that it passed, and believed. What is left is between the owner and the
  // receiver: Date, Range and the like frame nothing, and nobody is told anything by them of us.
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
   * Whether a header of this name is ours, or says how the request is framed, connected or came. An
   * underscore stands for a hyphen, as to receivers that know headers by the names of CGI (RFC
   * 3875, 4.1.18).
   */
  public static boolean isReserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
  }
}
