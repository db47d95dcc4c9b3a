package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.replay.Replay.Endpoint;
import java.util.Optional;
import java.util.UUID;

/**
 * One step of a replay, in the caller's transaction: what it queues and how far it came commit
 * together. So each delivery that fits is queued once, however often dispatchers are killed in
 * between, and none that ended after the replay was asked for.
 */
final class ReplayStep {

  private final ReplayTasks tasks;
  private final ReplayRange range;
  private final int maxLooked;

  ReplayStep(ReplayTasks tasks, ReplayRange range, int maxLooked) {
    this.tasks = tasks;
    this.range = range;
    this.maxLooked = maxLooked;
  }

  StepOutcome take(UUID id) {
    Optional<Replay> locked = tasks.lock(id);
    if (locked.isEmpty()) {
      return new StepOutcome.Waited();
    }
    Replay replay = locked.get();
    if (replay.endpoint() == Endpoint.DELETED) {
      tasks.cancel(replay);
      return new StepOutcome.Cancelled();
    }
    return replay.allowance() < 1 ? new StepOutcome.Waited() : goOn(replay);
  }

  private StepOutcome goOn(Replay replay) {
    Look look = range.look(replay, replay.allowance(), maxLooked);
    int queued = range.queue(replay, look.fitting());
    if (look.reached().isEmpty()) {
      tasks.complete(replay, queued);
      return new StepOutcome.Completed(queued);
    }
    tasks.moveOn(replay, look.reached().get(), queued);
    return new StepOutcome.WentOn(queued);
  }
}
