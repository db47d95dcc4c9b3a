package dev.sluice.job;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whose job it is: 1–256 characters, none of them a control character. */
public record TenantId(@JsonValue String value) {

  public static final int MAX_LENGTH = 256;

  public TenantId {
    if (value.isBlank() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a tenant id has 1 to 256 characters");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a tenant id has no control characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
