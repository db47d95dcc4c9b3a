package dev.sluice.simulator;

import dev.sluice.simulator.answer.AnswerGenerator;
import dev.sluice.simulator.behaviour.CallPlanner;
import dev.sluice.simulator.behaviour.SimulatorProperties;
import dev.sluice.simulator.calls.CallLog;
import dev.sluice.simulator.occurrence.Occurrences;
import dev.sluice.simulator.script.ScriptRegistry;
import dev.sluice.simulator.serve.CompletionEndpoint.Engine;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that plan, answer and log calls. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

  private static final int REMEMBERED_BODIES = 1_000_000;

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  ScriptRegistry scriptRegistry() {
    return new ScriptRegistry();
  }

  @Bean
  CallLog callLog(SimulatorProperties properties, Clock clock) {
    SimulatorProperties.CallLogBounds bounds = properties.callLog();
    return new CallLog(bounds.entries(), bounds.messages().toBytes(), clock);
  }

  @Bean
  Engine engine(SimulatorProperties properties, ScriptRegistry scripts, CallLog log) {
    SimulatorProperties.AnswerLength length = properties.answer();
    return new Engine(
        properties.seed(),
        new Occurrences(REMEMBERED_BODIES),
        new CallPlanner(properties, scripts),
        new AnswerGenerator(length.min(), length.max()),
        log);
  }
}
