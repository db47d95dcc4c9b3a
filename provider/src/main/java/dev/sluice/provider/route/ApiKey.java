package dev.sluice.provider.route;

/** A credential; it does not show itself in logs. */
public record ApiKey(String value) {

  /** For binding from configuration. */
  public static ApiKey of(String value) {
    return new ApiKey(value.strip());
  }

  @Override
  public String toString() {
    return "ApiKey[…]";
  }
}
