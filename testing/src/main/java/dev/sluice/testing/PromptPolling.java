package dev.sluice.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Awaitility looks at once, and every 20 ms after that, in each test JVM that has this module on
 * its path. By its own defaults a condition that holds already costs 100 ms; where a test awaits
 * hundreds of them, that is what it spends its time on.
 */
public final class PromptPolling implements TestExecutionListener {

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
  }
}
