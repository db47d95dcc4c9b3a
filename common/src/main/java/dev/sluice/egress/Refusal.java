package dev.sluice.egress;

/** Why a webhook's URL is refused. */
public enum Refusal {
  MALFORMED("must be a valid URL."),
  NOT_HTTPS("must be an absolute https URL."),
  NOT_HTTP("must be an absolute http or https URL."),
  NO_HOST("must name a host."),
  USER_INFO("must not carry a user name or password."),
  FRAGMENT("must not carry a fragment."),
  PORT("must have a port that webhooks may use."),
  BLOCKED_ADDRESS("must lead to a public address.");

  private final String rule;

  Refusal(String rule) {
    this.rule = rule;
  }

  /** The broken rule, as the end of a sentence that begins with the field's name. */
  public String rule() {
    return rule;
  }
}
