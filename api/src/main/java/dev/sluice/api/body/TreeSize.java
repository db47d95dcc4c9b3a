package dev.sluice.api.body;

import tools.jackson.databind.JsonNode;

/**
 * What the structure of a document takes of memory, its text apart: {@value #BYTES_PER_TOKEN} bytes
 * for each token that it is written with. Measured on 64-bit HotSpot with compressed references are
 * 5 (small numbers) to 85 bytes a token (objects of one member, numbers of 20 digits) for a tree as
 * it is parsed, and up to 60 for a copy of it or for what a provider's client makes of it.
 */
public final class TreeSize {

  static final int BYTES_PER_TOKEN = 128;

  private TreeSize() {}

  /** In bytes; at most 12.8 MB, as a document has at most 100 000 tokens. */
  public static int of(JsonNode document) {
    return tokens(document) * BYTES_PER_TOKEN;
  }

  /** As the parser counts them. Recursion is bounded by the depth of a document. */
  private static int tokens(JsonNode node) {
    if (!node.isContainer()) {
      return 1;
    }
    int tokens = 2 + (node.isObject() ? node.size() : 0);
    for (JsonNode child : node.values()) {
      tokens += tokens(child);
    }
    return tokens;
  }
}
