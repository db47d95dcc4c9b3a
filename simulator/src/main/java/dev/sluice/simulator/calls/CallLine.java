package dev.sluice.simulator.calls;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A call as a line of JSON; every line has every field, null where it is not known. */
final class CallLine {

  private CallLine() {}

  static String of(Call call) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    Received received = call.received();
    line.put("seq", call.sequence()).put("received_at", received.at().toString());
    // An end is only valid together with what it followed, so it is read first.
    Call.Ended ended = call.ended();
    Call.Began began = call.began();
    line.put("first_byte_at", began == null ? null : began.at().toString());
    line.put("ended_at", ended == null ? null : ended.at().toString());
    line.put("protocol", received.protocol());
    line.put("model", received.ask().map(Received.Ask::model).orElse(null));
    line.put("stream", received.ask().map(Received.Ask::stream).orElse(null));
    line.put("body_sha256", received.bodyHash());
    line.put("last_user_message", received.ask().map(Received.Ask::lastUserMessage).orElse(null));
    line.put("job_id", received.sender().map(Received.Sender::jobId).orElse(null));
    line.put("attempt", received.sender().map(Received.Sender::attempt).orElse(null));
    line.put("status", began == null ? null : began.status());
    line.put("step", call.step());
    line.put("outcome", ended == null ? "open" : call.outcome());
    return line + "\n";
  }
}
