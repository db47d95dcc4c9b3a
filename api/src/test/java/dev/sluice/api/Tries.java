package dev.sluice.api;

import org.awaitility.core.ConditionTimeoutException;

/**
 * What is measured on a machine that may stand still for a moment: tried up to three times, once is
 * enough. A pause spoils one try, a fault spoils all.
 */
public final class Tries {

  private static final int MOST = 3;

  private Tries() {}

  /** One try, with names of its own where it leaves anything behind. */
  public interface Try {

    /**
     * @param number 1 for the first
     */
    void run(int number) throws Exception;
  }

  /** Passes where one of the tries passes, and fails as the last one does. */
  public static void oneOfThree(Try each) throws Exception {
    for (int number = 1; number < MOST; number++) {
      try {
        each.run(number);
        return;
      } catch (AssertionError | ConditionTimeoutException _) {
        // The next one tells whether it was the machine.
      }
    }
    each.run(MOST);
  }
}
