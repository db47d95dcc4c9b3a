package dev.sluice.api.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What a caller may be allowed to do. */
public enum Scope {
  JOBS_READ("jobs:read"),
  JOBS_WRITE("jobs:write"),
  CHAT("chat"),
  ADMIN("admin");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire and in the database, e.g. {@code jobs:read}. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The scope with exactly this wire name; empty for any other text. */
  public static Optional<Scope> ofWireName(String name) {
    return Arrays.stream(values()).filter(scope -> scope.wireName.equals(name)).findFirst();
  }
}
