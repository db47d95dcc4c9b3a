package dev.sluice.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.chat.AbortableCall.Abort;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbortableCallTest {

  private static final Delta PIECE = new Delta.Content("Hi");
  private static final Outcome DONE = new Outcome.DeadlinePassed();

  private final AbortableCall call = new AbortableCall();
  private final List<Delta> forwarded = new ArrayList<>();

  @Test
  void anAbortInterruptsTheCallAndLeavesNoInterruptBehind() {
    Outcome outcome =
        call.run(
            _ -> {
              call.abort(Abort.SHUTTING_DOWN);
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              return new Outcome.Aborted();
            },
            forwarded::add);

    assertThat(outcome).isEqualTo(new Outcome.Aborted());
    assertThat(call.reason()).isEqualTo(Abort.SHUTTING_DOWN);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anAbortWhileAPieceIsForwardedInterruptsNothingAndEndsTheCallAfterIt() {
    Outcome outcome =
        call.run(
            pieces -> {
              pieces.accept(PIECE);
              throw new AssertionError("the call went on");
            },
            piece -> {
              call.abort(Abort.CLIENT_GONE);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              forwarded.add(piece);
            });

    assertThat(outcome).isEqualTo(new Outcome.Aborted());
    assertThat(forwarded).containsExactly(PIECE);
  }

  @Test
  void nothingIsForwardedAfterAnAbort() {
    Outcome outcome =
        call.run(
            pieces -> {
              call.abort(Abort.CLIENT_GONE);
              pieces.accept(PIECE);
              return DONE;
            },
            forwarded::add);

    assertThat(outcome).isEqualTo(new Outcome.Aborted());
    assertThat(forwarded).isEmpty();
  }

  @Test
  void aCallThatIsAbortedBeforehandIsNotMade() {
    call.abort(Abort.SHUTTING_DOWN);
    call.abort(Abort.CLIENT_GONE);

    assertThat(call.run(_ -> DONE, forwarded::add)).isEqualTo(new Outcome.Aborted());
    assertThat(call.reason()).isEqualTo(Abort.SHUTTING_DOWN);
  }

  @Test
  void onlyASilentCallIsAborted() {
    assertThat(
            call.run(
                _ -> {
                  call.abortIfSilent(Duration.ofMinutes(1));
                  return DONE;
                },
                forwarded::add))
        .isEqualTo(DONE);
    call.run(
        _ -> {
          call.abortIfSilent(Duration.ofNanos(-1));
          return new Outcome.Aborted();
        },
        forwarded::add);
    assertThat(call.reason()).isEqualTo(Abort.PROVIDER_SILENT);
  }

  @Test
  void anExceptionOfTheSinkReachesTheCaller() {
    IllegalStateException bug = new IllegalStateException("a bug");

    assertThatThrownBy(() ->
            call.run(
                pieces -> {
                  pieces.accept(PIECE);
                  return DONE;
                },
                _ -> {
                  throw bug;
                }))
        .isSameAs(bug);
  }
}
