package dev.sluice.simulator;

import dev.sluice.simulator.answer.Answerer;
import dev.sluice.simulator.behaviour.Director;
import dev.sluice.simulator.behaviour.SimulatorProperties;
import dev.sluice.simulator.calls.CallLog;
import dev.sluice.simulator.repeat.Occurrences;
import dev.sluice.simulator.script.ScriptBook;
import dev.sluice.simulator.serve.CompletionEndpoint.Studio;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What decides how calls go, and remembers how they went. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

  private static final int REMEMBERED_BODIES = 1_000_000;

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  ScriptBook scriptBook() {
    return new ScriptBook();
  }

  @Bean
  CallLog callLog(SimulatorProperties properties, Clock clock) {
    SimulatorProperties.CallLogBounds bounds = properties.callLog();
    return new CallLog(bounds.entries(), bounds.messages().toBytes(), clock);
  }

  @Bean
  Studio studio(SimulatorProperties properties, ScriptBook scripts, CallLog log) {
    SimulatorProperties.AnswerLength length = properties.answer();
    return new Studio(
        properties.seed(),
        new Occurrences(REMEMBERED_BODIES),
        new Director(properties, scripts),
        new Answerer(length.min(), length.max()),
        log);
  }
}
