package dev.sluice.api.chat;

import dev.sluice.api.chat.Chat.ApiVersion;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.wire.ChatCall;
import dev.sluice.wire.RequestReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Chat", description = "One call to a model, answered at once.")
@Errors({
  ErrorCode.TOKEN_LIMIT_TOO_SMALL,
  ErrorCode.TOKEN_LIMIT_EXCEEDED,
  ErrorCode.PROVIDER_REJECTED,
  ErrorCode.PROVIDER_REQUEST_TOO_LARGE,
  ErrorCode.CONTENT_REFUSED,
  ErrorCode.MODEL_NOT_FOUND,
  ErrorCode.MODEL_NOT_ROUTED,
  ErrorCode.PROVIDER_RATE_LIMITED,
  ErrorCode.PROVIDER_OVERLOADED,
  ErrorCode.PROVIDER_UNAVAILABLE,
  ErrorCode.PROVIDER_CONNECTION,
  ErrorCode.PROVIDER_CONFLICT,
  ErrorCode.PROVIDER_TRUNCATED,
  ErrorCode.PROVIDER_MALFORMED,
  ErrorCode.PROVIDER_AUTHENTICATION,
  ErrorCode.PROVIDER_QUOTA_EXHAUSTED,
  ErrorCode.PROVIDER_NOT_CONFIGURED,
  ErrorCode.PROVIDER_TIMEOUT,
  ErrorCode.PROVIDER_BUSY,
  ErrorCode.CHAT_OVERLOADED,
  ErrorCode.SHUTTING_DOWN
})
@RestController
class ChatController {

  private final Chats chats;
  private final JsonBody body;
  private final SecureRandom random;

  ChatController(Chats chats, JsonBody body, SecureRandom random) {
    this.chats = chats;
    this.body = body;
    this.random = random;
  }

  @Operation(
      operationId = "chat",
      summary = "Ask a model",
      description = "Takes text messages only. Use `/v2/chat`.",
      deprecated = true,
      requestBody =
          @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ChatRequest"))))
  @ApiResponse(
      responseCode = "200",
      description = "The answer.",
      content = @Content(schema = @Schema(ref = "ChatResponse")))
  @PostMapping(
      path = "/v1/chat",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  void chat(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answer(version1(caller, request, false), request, response);
  }

  @Operation(
      operationId = "chatStream",
      summary = "Ask a model and stream the answer",
      description =
          "Each event is a chunk; the last has a `finish_reason` and is followed by"
              + " `data: [DONE]`. A failure after the first chunk is an event `{\"error\":{…}}`,"
              + " and nothing follows it. A comment line every 15 s keeps the connection"
              + " alive. Use `/v2/chat` with `stream`.",
      deprecated = true,
      requestBody =
          @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ChatRequest"))))
  @ApiResponse(
      responseCode = "200",
      description = "The answer, chunk by chunk.",
      content = @Content(mediaType = "text/event-stream", schema = @Schema(ref = "ChatChunk")))
  @PostMapping(path = "/v1/chat/stream", consumes = MediaType.APPLICATION_JSON_VALUE)
  void stream(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    chats.stream(version1(caller, request, true), request, response);
  }

  @Operation(
      operationId = "chatV2",
      summary = "Ask a model, with tools, formats and streaming",
      description =
          "With `stream` the answer is a stream of events like that of"
              + " `/v1/chat/stream`, with `tool_calls` among them and `usage` in one last"
              + " chunk. Unknown fields are passed on to the provider, and what is left out is"
              + " left out there.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(ref = "ChatRequestV2"))))
  @ApiResponse(
      responseCode = "200",
      description = "The answer.",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(ref = "ChatResponseV2")),
        @Content(mediaType = "text/event-stream", schema = @Schema(ref = "ChatChunk"))
      })
  @PostMapping(path = "/v2/chat", consumes = MediaType.APPLICATION_JSON_VALUE)
  void chat2(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ChatCall call = body.read(request, RequestReader::chatVersion2);
    body.releaseBeyond(request, call.request().rest().size());
    Chat chat = chat(caller, ApiVersion.V2, call, call.streamed());
    if (chat.streamed()) {
      chats.stream(chat, request, response);
    } else {
      answer(chat, request, response);
    }
  }

  private void answer(Chat chat, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] answer = ChatDocuments.answer(chat, chats.answer(chat, request));
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }

  private Chat version1(Caller caller, HttpServletRequest request, boolean streamed) {
    ChatCall call = body.read(request, RequestReader::chatVersion1);
    body.releaseBeyond(request, call.request().rest().size());
    return chat(caller, ApiVersion.V1, call, streamed);
  }

  private Chat chat(Caller caller, ApiVersion version, ChatCall call, boolean streamed) {
    return new Chat(
        Chat.newId(random), caller, version, call.request(), streamed, call.promptTokens());
  }
}
