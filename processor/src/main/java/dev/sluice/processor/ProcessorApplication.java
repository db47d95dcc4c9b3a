package dev.sluice.processor;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The processor as a process of its own. */
@SpringBootApplication
public class ProcessorApplication {

  ProcessorApplication() {}

  /** The application, configured by {@code sluice-processor.yml} and the usual Spring sources. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ProcessorApplication.class)
        .properties("spring.config.name=application,sluice-processor");
  }

  public static void main(String[] args) {
    builder().run(args);
  }
}
