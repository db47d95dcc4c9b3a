package dev.sluice.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code metadata}: pairs of strings of the caller's own. */
final class MetadataFields {

  private MetadataFields() {}

  static Map<String, String> read(JsonCursor in) {
    in.requireObject();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name = in.nextMember(Set.of()); name != null; name = in.nextMember(Set.of())) {
      int length = name.codePointCount(0, name.length());
      if (metadata.size() == RequestBounds.MAX_METADATA) {
        throw in.invalidOwner("must have at most %d pairs.".formatted(RequestBounds.MAX_METADATA));
      }
      if (length < 1 || length > RequestBounds.MAX_METADATA_KEY || hasNul(name)) {
        throw in.invalidOwner("must have keys of 1 to 64 characters without NUL.");
      }
      String value = in.text(0, RequestBounds.MAX_METADATA_VALUE);
      if (hasNul(value)) {
        throw in.invalid("must not contain NUL.");
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
