package dev.sluice.bench;

import dev.sluice.bench.ceiling.PlainServer;
import dev.sluice.bench.mock.MockProvider;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.LifecycleException;

/**
 * Runs the benchmarks, or with {@code mock PORT} or {@code plain PORT} one of the servers that they
 * start.
 */
public final class BenchApplication {

  private BenchApplication() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, LifecycleException {
    List<String> arguments = List.of(args);
    switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "mock" -> MockProvider.serve(Integer.parseInt(arguments.get(1)));
      case "plain" -> PlainServer.serve(Integer.parseInt(arguments.get(1)));
      default -> {
        if (!new Bench(Options.of(arguments)).run()) {
          System.exit(1);
        }
      }
    }
  }
}
