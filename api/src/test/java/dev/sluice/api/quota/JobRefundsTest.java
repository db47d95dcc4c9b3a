package dev.sluice.api.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRefundsTest {

  private static final JobId JOB = new JobId(new UUID(1, 2));

  @ParameterizedTest
  @ValueSource(strings = {"job.completed", "job.failed", "job.cancelled"})
  void anEndIsKnownByItsHeaders(String type) {
    assertThat(JobRefunds.endedJob(event(type, JOB.toString(), "not read"))).hasValue(JOB);
  }

  @Test
  void whatEndsNoJobIsPassedOver() {
    assertThat(JobRefunds.endedJob(event("job.retrying", JOB.toString(), "{}"))).isEmpty();
    assertThat(JobRefunds.endedJob(event("webhook.test", JOB.toString(), "{}"))).isEmpty();
    assertThat(JobRefunds.endedJob(event("job.completed", "no id", "{}"))).isEmpty();
    assertThat(JobRefunds.endedJob(event("job.completed", JOB.toString(), null))).isEmpty();
    assertThat(JobRefunds.endedJob(new ConsumerRecord<>("t", 0, 0, null, new byte[2]))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"attempt\":1,\"result\":{\"content\":\"hi\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}}"
            + " | 7",
        "{\"attempt\":1,\"result\":{\"usage\":{\"prompt_tokens\":99999999999,\"completion_tokens\":-4}}}"
            + " | 2147483647",
        "{\"attempt\":1,\"result\":{\"usage\":{\"prompt_tokens\":0}}} | 10",
        "{\"attempt\":2,\"result\":null,\"error\":{\"code\":\"x\"}} | 10",
        "{\"attempt\":0,\"result\":null} | 0",
        "{} | 0"
      })
  void theCostIsTheUsageElseThePromptOnceAProviderWasCalled(String job, long cost) {
    JobReservations.Charge charge =
        new JobReservations.Charge(JOB, new TenantId("acme"), 1000, 10, 110);
    assertThat(Json.mapper().readValue(job, JobRefunds.EndedJob.class).cost(charge))
        .isEqualTo(cost);
  }

  private static ConsumerRecord<byte[], byte[]> event(
      String type, String subject, @Nullable String body) {
    var event =
        new ConsumerRecord<byte[], byte[]>(
            "events", 0, 0, null, body == null ? null : body.getBytes(UTF_8));
    event.headers().add("ce_type", type.getBytes(UTF_8));
    event.headers().add("ce_subject", subject.getBytes(UTF_8));
    return event;
  }
}
