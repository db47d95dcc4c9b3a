package dev.sluice.api.chat;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.chat.ChatOrder.ApiVersion;
import dev.sluice.chat.ChatRequest;
import dev.sluice.wire.ChatRequestFormat;
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
    var asked = ChatRequestFormat.readVersion2(body.read(request));
    body.keep(request, ChatSize.of(asked.chat()));
    ChatOrder order = order(caller, ApiVersion.V2, asked.chat(), asked.stream());
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
    ChatRequest asked = ChatRequestFormat.readVersion1(body.read(request));
    body.keep(request, ChatSize.of(asked));
    return order(caller, ApiVersion.V1, asked, streamed);
  }

  private ChatOrder order(
      Caller caller, ApiVersion version, ChatRequest request, boolean streamed) {
    return new ChatOrder(ChatOrder.newId(random), caller, version, request, streamed);
  }
}
