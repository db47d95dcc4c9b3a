package dev.sluice.dispatcher.send;

import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.impl.nio.H2StreamListener;

/** Counts the frames that come in, and reads what they say of streams, before the client does. */
record WatchedFrames(Counterpart counterpart) implements H2StreamListener {

  @Override
  public void onFrameInput(HttpConnection connection, int streamId, RawFrame frame) {
    Allowance allowance = counterpart.allowance();
    if (frame.isType(FrameType.WINDOW_UPDATE)) {
      allowance.spendWindowUpdate();
    } else if (!frame.isType(FrameType.DATA) || frame.getLength() == 0) {
      allowance.spendControlFrame();
    }
    if (frame.isType(FrameType.SETTINGS) && !frame.isFlagSet(FrameFlag.ACK)) {
      counterpart.streams().settings(frame.getPayload());
    } else if (frame.isType(FrameType.GOAWAY)) {
      counterpart.streams().goAway(frame.getPayload());
    }
  }

  @Override
  public void onHeaderOutput(
      HttpConnection connection, int streamId, List<? extends Header> headers) {
    counterpart.streams().opened(streamId);
  }

  @Override
  public void onHeaderInput(
      HttpConnection connection, int streamId, List<? extends Header> headers) {}

  @Override
  public void onFrameOutput(HttpConnection connection, int streamId, RawFrame frame) {}

  @Override
  public void onInputFlowControl(
      HttpConnection connection, int streamId, int delta, int actualSize) {}

  @Override
  public void onOutputFlowControl(
      HttpConnection connection, int streamId, int delta, int actualSize) {}
}
