package dev.sluice.testing;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Prepares every test JVM with this module on the class path.
 *
 * <p>Awaitility polls immediately and then every 50 ms, for up to 30 s. By default, it takes 100 ms
 * even for a condition that is already true, and gives up after 10 s; a busy machine may pause that
 * long.
 *
 * <p>Only {@code logback-test.xml} configures the logging. By default, each application context
 * that starts configures it for the whole JVM, and removes what concurrent tests have added.
 */
public final class TestJvm implements TestExecutionListener {

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    // Tomcat's, which Spring Boot would have led to Logback.
    Logger.getLogger("").setLevel(Level.WARNING);
  }
}
