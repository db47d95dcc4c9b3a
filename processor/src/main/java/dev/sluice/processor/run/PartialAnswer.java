package dev.sluice.processor.run;

import dev.sluice.provider.Delta;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of an answer while it is generated. One thread appends, any thread reads. Text beyond
 * the limit is not kept, as such an answer is too large to be a result.
 */
public final class PartialAnswer {

  private final int maxLength;
  private final StringBuilder text = new StringBuilder();
  private int generated;
  private volatile @Nullable Runnable listener;

  /**
   * An empty answer.
   *
   * @param maxLength in characters
   */
  PartialAnswer(int maxLength) {
    this.maxLength = maxLength;
  }

  /** Appends a piece. Pieces of tool calls count as generated, but are not text. */
  public void append(Delta delta) {
    synchronized (this) {
      switch (delta) {
        case Delta.Content(String piece) -> {
          generated += piece.length();
          text.append(piece, 0, Math.min(piece.length(), maxLength - text.length()));
        }
        case Delta.ToolCallPart part -> generated += part.arguments().length();
      }
    }
    notifyListener();
  }

  private void notifyListener() {
    Runnable current = listener;
    if (current != null) {
      current.run();
    }
  }

  /** Characters generated so far, including those of tool calls. */
  synchronized int generated() {
    return generated;
  }

  /** Characters of text so far. */
  public synchronized int length() {
    return text.length();
  }

  /**
   * Up to {@code max} characters from {@code offset} on. Never ends inside a surrogate pair; an
   * unpaired surrogate becomes a question mark, as it does in the result, so the length stays the
   * same.
   *
   * @param max at least 2
   */
  public String from(int offset, int max) {
    return new String(slice(offset, max).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private synchronized String slice(int offset, int max) {
    int end = Math.min(text.length(), offset + max);
    if (end > offset && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(offset, end);
  }

  /**
   * Sets the listener for later pieces and the end, null for none. It runs on the appending thread
   * and must be quick.
   */
  public void onGrowth(@Nullable Runnable listener) {
    this.listener = listener;
  }

  void end() {
    notifyListener();
  }

  /** Never shows the text. */
  @Override
  public String toString() {
    return "PartialAnswer[" + length() + "]";
  }
}
