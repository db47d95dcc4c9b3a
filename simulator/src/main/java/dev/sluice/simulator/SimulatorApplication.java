package dev.sluice.simulator;

import dev.sluice.simulator.behaviour.SimulatorProperties;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * A simulated LLM provider that speaks OpenAI's and Anthropic's protocols. It uses no
 * auto-configuration, so other libraries on the class path do not change it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(SimulatorProperties.class)
@Import({EngineConfiguration.class, ServerConfiguration.class})
public class SimulatorApplication {

  public static void main(String[] args) {
    builder().run(args);
  }

  /**
   * Returns the application, not yet started. It reads {@code application} and {@code
   * sluice-simulator} configuration files and listens on {@code server.address} (default 127.0.0.1)
   * and {@code server.port} (default 8090). Port 0 selects a free port; see {@link
   * dev.sluice.simulator.http.SimulatorServer#port SimulatorServer.port}.
   */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(SimulatorApplication.class)
        .web(WebApplicationType.NONE)
        .properties("spring.config.name=application,sluice-simulator");
  }
}
