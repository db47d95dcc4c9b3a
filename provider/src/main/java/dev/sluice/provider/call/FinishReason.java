package dev.sluice.provider.call;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Why an answer ended, as the API shows it. */
enum FinishReason {
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER;

  /** Values of OpenAI, Anthropic, Gemini, Mistral, Bedrock and compatible servers. */
  private static final Map<String, FinishReason> VALUES =
      Map.ofEntries(
          Map.entry("stop", STOP),
          Map.entry("end_turn", STOP),
          Map.entry("stop_sequence", STOP),
          Map.entry("length", LENGTH),
          Map.entry("max_length", LENGTH),
          Map.entry("model_length", LENGTH),
          Map.entry("max_tokens", LENGTH),
          Map.entry("max_output_tokens", LENGTH),
          Map.entry("max_completion_tokens", LENGTH),
          Map.entry("model_context_window_exceeded", LENGTH),
          Map.entry("tool_calls", TOOL_CALLS),
          Map.entry("tool_call", TOOL_CALLS),
          Map.entry("tool_use", TOOL_CALLS),
          Map.entry("function_call", TOOL_CALLS),
          Map.entry("content_filter", CONTENT_FILTER),
          Map.entry("content_filtered", CONTENT_FILTER),
          Map.entry("guardrail_intervened", CONTENT_FILTER),
          Map.entry("refusal", CONTENT_FILTER),
          Map.entry("safety", CONTENT_FILTER),
          Map.entry("recitation", CONTENT_FILTER),
          Map.entry("blocklist", CONTENT_FILTER),
          Map.entry("prohibited_content", CONTENT_FILTER),
          Map.entry("spii", CONTENT_FILTER),
          Map.entry("sensitive", CONTENT_FILTER));

  /** Values of answers that are incomplete because of a failure. */
  private static final Set<String> FAILURES =
      Set.of(
          "error",
          "abort",
          "aborted",
          "cancelled",
          "canceled",
          "timeout",
          "network_error",
          "internal_error",
          "server_error",
          "insufficient_system_resource",
          "malformed_function_call",
          "unexpected_tool_call");

  /**
   * The reason for a provider's value, ignoring case. An unknown value is an ordinary end, or the
   * call of tools if the answer has some.
   */
  static FinishReason of(String value, boolean hasToolCalls) {
    return VALUES.getOrDefault(value.toLowerCase(Locale.ROOT), hasToolCalls ? TOOL_CALLS : STOP);
  }

  static boolean isFailure(String value) {
    return FAILURES.contains(value.toLowerCase(Locale.ROOT));
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
