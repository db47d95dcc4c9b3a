package dev.sluice.simulator;

import dev.sluice.simulator.behaviour.SimulatorProperties;
import dev.sluice.simulator.calls.CallLog;
import dev.sluice.simulator.calls.CallsEndpoint;
import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.http.Routes;
import dev.sluice.simulator.http.SimulatorServer;
import dev.sluice.simulator.script.ScriptEndpoint;
import dev.sluice.simulator.script.ScriptRegistry;
import dev.sluice.simulator.serve.CompletionEndpoint;
import dev.sluice.simulator.serve.CompletionEndpoint.Engine;
import dev.sluice.simulator.serve.ModelsEndpoint;
import dev.sluice.simulator.wire.Anthropic;
import dev.sluice.simulator.wire.OpenAi;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The HTTP server and its routes. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

  private static final int DEFAULT_PORT = 8090;

  @Bean
  Routes routes(Engine engine, ScriptRegistry scripts, CallLog log, Clock clock) {
    Endpoint openAi = new CompletionEndpoint(new OpenAi(), engine, clock);
    Endpoint anthropic = new CompletionEndpoint(new Anthropic(), engine, clock);
    Endpoint calls = new CallsEndpoint(log);
    Endpoint models = new ModelsEndpoint();
    return new Routes(
        Map.ofEntries(
            Map.entry("/v1/chat/completions", openAi),
            Map.entry("/chat/completions", openAi),
            Map.entry("/v1/messages", anthropic),
            Map.entry("/v1/models", models),
            Map.entry("/models", models),
            Map.entry("/_calls", calls),
            Map.entry("/_calls/count", calls),
            Map.entry("/_script", new ScriptEndpoint(scripts)),
            Map.entry(
                "/health",
                (request, exchange) ->
                    exchange.respond(Response.json(200, "{\"status\":\"healthy\"}")))),
        models);
  }

  @Bean
  SimulatorServer simulatorServer(
      Environment environment, SimulatorProperties properties, Routes routes) {
    String host = environment.getProperty("server.address", "127.0.0.1");
    int port = environment.getProperty("server.port", Integer.class, DEFAULT_PORT);
    return new SimulatorServer(new InetSocketAddress(host, port), properties.maxBody(), routes);
  }
}
