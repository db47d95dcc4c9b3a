package dev.sluice.processor.running;

import dev.sluice.provider.Delta;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of an answer while it is generated, for who wants to see it; the job's result is the
 * authority. One thread appends, any may read. Appending never waits for a reader.
 *
 * <p>Bounded: beyond the limit nothing more is kept, as the answer is too large to be a result.
 */
public final class PartialAnswer {

  private final int maxLength;
  private final StringBuilder text = new StringBuilder();
  private int generated;
  private volatile @Nullable Runnable listener;

  /**
   * @param maxLength characters that are kept
   */
  PartialAnswer(int maxLength) {
    this.maxLength = maxLength;
  }

  /** Takes the next piece of the answer. Pieces of tool calls count, but are no text. */
  public void take(Delta delta) {
    switch (delta) {
      case Delta.Content(String piece) -> append(piece);
      case Delta.ToolCallPart part -> count(part.arguments());
    }
    tell();
  }

  private void tell() {
    Runnable told = listener;
    if (told != null) {
      told.run();
    }
  }

  private synchronized void append(String piece) {
    count(piece);
    text.append(piece, 0, Math.min(piece.length(), maxLength - text.length()));
  }

  private synchronized void count(String piece) {
    generated += piece.length();
  }

  /** Characters generated so far, those of tool calls included; never falls. */
  public synchronized int generated() {
    return generated;
  }

  /** Characters of text so far; never falls. */
  public synchronized int length() {
    return text.length();
  }

  /**
   * The text from {@code offset} on, at most {@code max} characters of it; empty where no more is
   * there yet. Never half of a surrogate pair: where the other half is still to come, it waits; a
   * half that has no other becomes a question mark, as it does in the result. So every piece is as
   * long as the text it stands for.
   *
   * @param max at least 2
   */
  public String from(int offset, int max) {
    return new String(sliced(offset, max).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private synchronized String sliced(int offset, int max) {
    int end = Math.min(text.length(), offset + max);
    if (end > offset && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(offset, end);
  }

  /**
   * Who is told, on the appending thread and so quickly, that there is more; null for nobody. What
   * came before is not told.
   */
  public void onGrowth(@Nullable Runnable listener) {
    this.listener = listener;
  }

  /** Tells the listener that there will be no more. */
  void end() {
    tell();
  }

  /** Never shows the text. */
  @Override
  public String toString() {
    return "PartialAnswer[" + length() + "]";
  }
}
