package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;

/** What a job's {@code webhook_url} gets. */
final class JobWebhook {

  private JobWebhook() {}

  static PathItem item() {
    Operation delivery =
        new Operation()
            .operationId("jobEvent")
            .addTagsItem("Deliveries")
            .summary("An event of a job")
            .description(
                "Sent to the job's `webhook_url` until it answers 2xx, at most as often as the"
                    + " dispatcher is told to. Repeated attempts have the same `webhook-id` and"
                    + " body, and a new timestamp and signatures. Without a secret there are no"
                    + " signatures.")
            .security(List.of())
            .requestBody(
                new RequestBody()
                    .required(true)
                    .content(new Content().addMediaType(Op.JSON, new MediaType().schema(body()))))
            .responses(
                new ApiResponses()
                    .addApiResponse("2XX", new ApiResponse().description("Delivered."))
                    .addApiResponse(
                        "default", new ApiResponse().description("Not delivered; tried again.")));
    header(delivery, "X-Webhook-Event", true, JobSchemas.eventType(), "The event's type.");
    header(delivery, "webhook-id", true, uuid(), "The event's id; the same on every attempt.");
    header(
        delivery,
        "webhook-timestamp",
        true,
        integer(0, Integer.MAX_VALUE),
        "When this attempt was sent, in seconds since 1970.");
    header(
        delivery,
        "webhook-signature",
        false,
        text(),
        "`v1,` and the base64 of the HMAC-SHA256 of `{id}.{timestamp}.{body}` (Standard"
            + " Webhooks).");
    header(
        delivery,
        "X-Webhook-Signature",
        false,
        text(),
        "`sha256=` and the hex HMAC-SHA256 of the body.");
    return new PathItem().post(delivery);
  }

  private static Schema<?> body() {
    return object(
        must("event", JobSchemas.eventType(), "The event's type."),
        must("timestamp", timestamp(), "When it happened."),
        must("data", ref("Job"), "The job as it stood then."));
  }

  private static void header(
      Operation delivery, String name, boolean required, Schema<?> schema, String description) {
    delivery.addParametersItem(
        new Parameter()
            .in("header")
            .name(name)
            .required(required)
            .schema(schema)
            .description(description));
  }
}
