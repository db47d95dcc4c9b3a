package dev.sluice.dispatcher;

import dev.sluice.dispatcher.deliver.DeliverConfiguration;
import dev.sluice.dispatcher.fanout.FanOutConfiguration;
import dev.sluice.dispatcher.replay.ReplayConfiguration;
import dev.sluice.wire.TopicConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The webhook-dispatcher. Imports its configuration instead of scanning, as other services may be
 * on the same class path. Any number of dispatchers may run side by side.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    // Libraries of other services that may be on the same class path.
    excludeName = {
      "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
    })
@Import({
  TopicConfiguration.class,
  FanOutConfiguration.class,
  DeliverConfiguration.class,
  ReplayConfiguration.class
})
public class DispatcherApplication {

  /** Configured by {@code application.*} and {@code sluice-webhook-dispatcher.yml}. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(DispatcherApplication.class)
        .properties("spring.config.name=application,sluice-webhook-dispatcher");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  public static void main(String[] arguments) {
    builder().run(arguments);
  }
}
