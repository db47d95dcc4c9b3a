package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.ErrorBody;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.JsonReader;
import dev.sluice.provider.call.Protocol;
import dev.sluice.provider.call.UpstreamException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole and streamed messages. Text blocks are joined, thinking blocks are the answer's
 * reasoning, others are ignored. Prompt tokens include those read from and written to Anthropic's
 * cache. A stream that ends before {@code message_stop} is truncated.
 */
final class AnthropicReader implements Protocol.AnswerReader {

  private final AnswerBuilder answer;
  // The index of a block's call in the answer, by the index of the block.
  private final Map<Long, Long> toolUses = new HashMap<>();
  private long calls;
  private long lastBlock;
  private boolean hasContent;
  private long inputTokens;
  private long cacheReadTokens;
  private long cacheWriteTokens;
  private String stopReason = "";

  AnthropicReader(AnswerBuilder answer) {
    this.answer = answer;
  }

  @Override
  public void readWhole(JsonReader json) throws UpstreamException {
    readMessage(json);
    if (!hasContent) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    finish();
  }

  private void readMessage(JsonReader json) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "model" -> answer.model(json.text());
        case "usage" -> readUsage(json);
        case "stop_reason" -> stopReason = json.text();
        case "error" -> ErrorBody.throwAny(json);
        case "content" -> {
          hasContent |= json.isArray();
          json.elements(() -> start(null, Block.read(json)));
        }
        default -> {}
      }
    });
  }

  @Override
  public boolean readEvent(JsonReader json) throws UpstreamException {
    if (!json.isNull() && !json.isObject()) {
      throw new UpstreamException(Failure.MALFORMED);
    }
    String[] type = {""};
    Long[] index = {null};
    Block[] block = {null};
    Block[] delta = {null};
    json.members(name -> {
      switch (name) {
        case "type" -> type[0] = json.text();
        case "index" -> index[0] = json.number();
        case "message" -> readMessage(json);
        case "content_block" -> block[0] = Block.read(json);
        case "delta" -> delta[0] = Block.read(json);
        case "usage" -> readUsage(json);
        case "error" -> ErrorBody.throwAny(json);
        default -> {}
      }
    });
    switch (type[0]) {
      case "content_block_start" -> start(index[0], block[0]);
      case "content_block_delta" -> append(index[0], delta[0]);
      case "message_delta" -> stopReason = reason(delta[0]);
      case "message_stop" -> finish();
      default -> {}
    }
    return type[0].equals("message_stop");
  }

  private void start(@Nullable Long index, @Nullable Block block) throws UpstreamException {
    if (block == null) {
      return;
    }
    lastBlock = index == null ? lastBlock + 1 : index;
    toolUses.remove(lastBlock);
    switch (block.type) {
      case "text" -> answer.text(block.text);
      case "thinking" -> answer.reasoning(block.thinking);
      case "tool_use" -> {
        toolUses.put(lastBlock, calls);
        answer.newToolCall(calls++, block.id, block.name, block.input);
      }
      default -> {}
    }
  }

  private void append(@Nullable Long index, @Nullable Block delta) throws UpstreamException {
    if (delta == null) {
      return;
    }
    switch (delta.type) {
      case "text_delta" -> answer.text(delta.text);
      case "thinking_delta" -> answer.reasoning(delta.thinking);
      case "input_json_delta" -> {
        Long call = toolUses.get(index == null ? lastBlock : index);
        if (call != null) {
          answer.toolCall(call, "", "", delta.partialJson);
        }
      }
      default -> {}
    }
  }

  private String reason(@Nullable Block delta) {
    return delta == null || delta.stopReason.isEmpty() ? stopReason : delta.stopReason;
  }

  private void finish() throws UpstreamException {
    if (stopReason.equals("refusal")) {
      answer.refuse();
    }
    answer.finish(stopReason);
  }

  /**
   * Reads the counts, which a stream has at its start and, in full or in part, again at its end.
   * The last count stands, but a zero takes none back.
   */
  private void readUsage(JsonReader json) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "input_tokens" -> inputTokens = later(inputTokens, json.number());
        case "cache_read_input_tokens" -> {
          cacheReadTokens = later(cacheReadTokens, json.number());
          answer.cachedTokens(cacheReadTokens);
        }
        case "cache_creation_input_tokens" ->
            cacheWriteTokens = later(cacheWriteTokens, json.number());
        case "output_tokens" -> answer.usage(null, json.number());
        default -> {}
      }
    });
    answer.usage(inputTokens + cacheReadTokens + cacheWriteTokens, null);
  }

  private static long later(long known, @Nullable Long count) {
    return count == null || count <= 0 ? known : count;
  }

  /** A content block or a delta of one; what it lacks is empty. */
  private static final class Block {
    private String type = "";
    private String id = "";
    private String name = "";
    private String input = "";
    private String text = "";
    private String thinking = "";
    private String partialJson = "";
    private String stopReason = "";

    /** Null if the value is no object. */
    static @Nullable Block read(JsonReader json) throws UpstreamException {
      if (!json.isObject()) {
        return null;
      }
      Block block = new Block();
      json.members(name -> {
        switch (name) {
          case "type" -> block.type = json.text();
          case "id" -> block.id = json.text();
          case "name" -> block.name = json.text();
          case "input" -> block.input = json.textOrJson();
          case "text" -> block.text = json.text();
          case "thinking" -> block.thinking = json.text();
          case "partial_json" -> block.partialJson = json.text();
          case "stop_reason" -> block.stopReason = json.text();
          default -> {}
        }
      });
      return block;
    }
  }
}
