package dev.sluice.simulator.calls;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Formats a call as a line of JSON. Unknown values are null. */
final class CallLine {

  private CallLine() {}

  static String of(Call call) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    LoggedRequest received = call.received();
    line.put("seq", call.sequence()).put("received_at", received.at().toString());
    // Reading the end first guarantees that the first byte is set if the end is.
    Call.End end = call.end();
    Call.FirstByte firstByte = call.firstByte();
    line.put("first_byte_at", firstByte == null ? null : firstByte.at().toString());
    line.put("ended_at", end == null ? null : end.at().toString());
    line.put("protocol", received.protocol());
    line.put("model", received.details().map(LoggedRequest.Details::model).orElse(null));
    line.put("stream", received.details().map(LoggedRequest.Details::stream).orElse(null));
    line.put("body_sha256", received.bodyHash());
    line.put(
        "last_user_message",
        received.details().map(LoggedRequest.Details::lastUserMessage).orElse(null));
    line.put("job_id", received.jobAttempt().map(LoggedRequest.JobAttempt::jobId).orElse(null));
    line.put("attempt", received.jobAttempt().map(LoggedRequest.JobAttempt::attempt).orElse(null));
    line.put("status", firstByte == null ? null : firstByte.status());
    line.put("step", call.step());
    line.put("outcome", end == null ? "open" : call.outcome());
    return line + "\n";
  }
}
