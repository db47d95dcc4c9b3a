package dev.sluice.bench.part;

/** Request bodies. */
final class Bodies {
  private static final String TEXT =
      "Summarise in one sentence what a write-ahead log is, why a database needs one, and what"
          + " happens to it after a crash.";

  private Bodies() {}

  /** A job; the extra fields begin with a comma. */
  static String job(String extraFields) {
    return """
    {"model":"gpt-4o","prompt":"%s","max_tokens":100,"metadata":{"order":"4711"}%s}\
    """
        .formatted(TEXT, extraFields);
  }

  /** A chat, also in the provider's protocol. */
  static String chat(String extraFields) {
    return """
    {"model":"gpt-4o","messages":[{"role":"user","content":"%s"}],"max_tokens":100%s}\
    """
        .formatted(TEXT, extraFields);
  }
}
