package dev.sluice.api.chat;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.chat.ChatOrder.ApiVersion;
import dev.sluice.wire.ChatCall;
import dev.sluice.wire.RequestReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

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

  @PostMapping(path = "/v1/chat/stream", consumes = MediaType.APPLICATION_JSON_VALUE)
  void stream(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    chats.stream(version1(caller, request, true), request, response);
  }

  @PostMapping(path = "/v2/chat", consumes = MediaType.APPLICATION_JSON_VALUE)
  void chat2(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ChatCall call = body.read(request, RequestReader::chatVersion2);
    ChatOrder order = order(caller, ApiVersion.V2, call, call.streamed());
    body.keep(request, call.request().rest().size());
    if (order.streamed()) {
      chats.stream(order, request, response);
    } else {
      answer(order, request, response);
    }
  }

  private void answer(ChatOrder order, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] answer = ChatDocuments.answer(order, chats.answer(order, request));
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }

  private ChatOrder version1(Caller caller, HttpServletRequest request, boolean streamed) {
    ChatCall call = body.read(request, RequestReader::chatVersion1);
    body.keep(request, call.request().rest().size());
    return order(caller, ApiVersion.V1, call, streamed);
  }

  private ChatOrder order(Caller caller, ApiVersion version, ChatCall call, boolean streamed) {
    return new ChatOrder(
        ChatOrder.newId(random), caller, version, call.request(), streamed, call.promptTokens());
  }
}
