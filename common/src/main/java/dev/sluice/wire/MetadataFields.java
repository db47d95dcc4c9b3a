package dev.sluice.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code metadata}: pairs of strings of the caller's own. */
final class MetadataFields {

  private MetadataFields() {}

  static Map<String, String> read(Fields fields) {
    Fields pairs = fields.object("metadata").orElse(null);
    if (pairs == null) {
      return Map.of();
    }
    List<String> names = pairs.names();
    if (names.size() > RequestBounds.MAX_METADATA) {
      throw fields.invalid(
          "metadata", "must have at most %d pairs.".formatted(RequestBounds.MAX_METADATA));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : names) {
      int length = name.codePointCount(0, name.length());
      if (length < 1 || length > RequestBounds.MAX_METADATA_KEY || hasNul(name)) {
        throw fields.invalid("metadata", "must have keys of 1 to 64 characters without NUL.");
      }
      if (!Fields.isWellFormed(name)) {
        throw fields.invalid(
            "metadata", "must have keys of well-formed Unicode without unpaired surrogates.");
      }
      String value = pairs.requiredText(name, 0, RequestBounds.MAX_METADATA_VALUE);
      if (hasNul(value)) {
        throw pairs.invalid(name, "must not contain NUL.");
      }
      metadata.put(name, value);
    }
    return metadata;
  }

  /** PostgreSQL's {@code text} cannot hold U+0000. */
  private static boolean hasNul(String value) {
    return value.indexOf('\0') >= 0;
  }
}
