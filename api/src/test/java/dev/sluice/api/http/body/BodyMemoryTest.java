package dev.sluice.api.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequestEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.util.unit.DataSize;

class BodyMemoryTest {

  private static final int ROOM = 1024 * 1024;

  private final BodyMemory memory =
      new BodyMemory(
          new BodyProperties(
              DataSize.ofMegabytes(1), DataSize.ofBytes(ROOM), Duration.ofSeconds(1)));
  private final MockHttpServletRequest request = new MockHttpServletRequest();

  @Test
  void whatIsNotNeededAnyMoreIsGivenBackAtOnceAndTheRestAtTheEnd() {
    assertThat(memory.tryAcquire(request, 1000)).isTrue();
    memory.releaseBeyond(request, 100);
    assertThat(memory.free()).isEqualTo(ROOM - 100);
    memory.releaseBeyond(request, 500);
    assertThat(memory.free()).isEqualTo(ROOM - 100);

    memory.requestDestroyed(new ServletRequestEvent(new MockServletContext(), request));

    assertThat(memory.free()).isEqualTo(ROOM);
  }

  @Test
  void whatIsLargerThanTheRoomTakesAllOfItWhenItIsAlone() {
    MockHttpServletRequest other = new MockHttpServletRequest();
    assertThat(memory.tryAcquire(other, 1)).isTrue();
    assertThat(memory.tryAcquire(request, 2 * ROOM)).isFalse();
    memory.requestDestroyed(new ServletRequestEvent(new MockServletContext(), other));

    assertThat(memory.tryAcquire(request, 1000)).isTrue();
    assertThat(memory.tryAcquire(request, 2 * ROOM)).isTrue();
    assertThat(memory.free()).isZero();
    memory.requestDestroyed(new ServletRequestEvent(new MockServletContext(), request));
    assertThat(memory.free()).isEqualTo(ROOM);
  }
}
