package dev.sluice.bench.scenario;

/** Request bodies. */
final class RequestBodies {
  private static final String TEXT =
      "Summarise in one sentence what a write-ahead log is, why a database needs one, and what"
          + " happens to it after a crash.";

  private RequestBodies() {}

  /** A job. Extra fields start with a comma. */
  static String job(String extraFields) {
    return """
    {"model":"gpt-4o","prompt":"%s","max_tokens":100,"metadata":{"order":"4711"}%s}\
    """
        .formatted(TEXT, extraFields);
  }

  /** A chat request, for Sluice and the provider alike. */
  static String chat(String extraFields) {
    return """
    {"model":"gpt-4o","messages":[{"role":"user","content":"%s"}],"max_tokens":100%s}\
    """
        .formatted(TEXT, extraFields);
  }
}
