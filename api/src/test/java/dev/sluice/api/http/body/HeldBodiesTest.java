package dev.sluice.api.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequestEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.util.unit.DataSize;

class HeldBodiesTest {

  private static final int ROOM = 1024 * 1024;

  private final HeldBodies held =
      new HeldBodies(
          new BodyProperties(
              DataSize.ofMegabytes(1), DataSize.ofBytes(ROOM), Duration.ofSeconds(1)));
  private final MockHttpServletRequest request = new MockHttpServletRequest();

  @Test
  void whatIsNotNeededAnyMoreIsGivenBackAtOnceAndTheRestAtTheEnd() {
    assertThat(held.tryTake(request, 1000)).isTrue();
    held.keep(request, 100);
    assertThat(held.free()).isEqualTo(ROOM - 100);
    held.keep(request, 500);
    assertThat(held.free()).isEqualTo(ROOM - 100);

    held.requestDestroyed(new ServletRequestEvent(new MockServletContext(), request));

    assertThat(held.free()).isEqualTo(ROOM);
  }

  @Test
  void whatIsLargerThanTheRoomTakesAllOfItWhenItIsAlone() {
    MockHttpServletRequest other = new MockHttpServletRequest();
    assertThat(held.tryTake(other, 1)).isTrue();
    assertThat(held.tryTake(request, 2 * ROOM)).isFalse();
    held.requestDestroyed(new ServletRequestEvent(new MockServletContext(), other));

    assertThat(held.tryTake(request, 1000)).isTrue();
    assertThat(held.tryTake(request, 2 * ROOM)).isTrue();
    assertThat(held.free()).isZero();
    held.requestDestroyed(new ServletRequestEvent(new MockServletContext(), request));
    assertThat(held.free()).isEqualTo(ROOM);
  }
}
