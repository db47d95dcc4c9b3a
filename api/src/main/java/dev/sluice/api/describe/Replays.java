package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.oneOf;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.keys.Scope;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/** Time ranges sent once more. */
final class Replays {

  private static final String TAG = "Replays";
  private static final List<String> STATUSES = List.of("failed", "held", "discarded", "delivered");

  private Replays() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "An endpoint's deliveries of a time range, sent once more.",
        List.of(create(), listReplays(), get(), cancel()),
        Map.of(
            "ReplayRequest",
            request(),
            "Replay",
            replay(),
            "ReplayList",
            object(must("items", list(ref("Replay")), "The newest 50, newest first."))));
  }

  private static Op create() {
    return Deliveries.ofWebhook(
            Op.scoped("POST", "/v1/webhooks/{id}/replay", "replayWebhook", Scope.JOBS_WRITE)
                .says(
                    TAG,
                    "Send a time range once more",
                    """
                    Queues each delivery that was planned in the range and stands as is asked for now, once, \
                    oldest first and slowly enough that events of now wait little behind it. Goes on \
                    over restarts. At most 5 run at a time. Of a disabled endpoint they are held until \
                    it is enabled.\
                    """))
        .takesJson("ReplayRequest", "missed", REQUEST, "all", REQUEST_ALL)
        .answers(202, "It is running.", "Replay", "running", RUNNING)
        .with(202, Headers.LOCATION)
        .refuses(Refusal.WEBHOOK_DELETED, Refusal.TOO_MANY_REPLAYS);
  }

  private static Op listReplays() {
    return Deliveries.ofWebhook(
            Op.scoped("GET", "/v1/webhooks/{id}/replays", "listReplays", Scope.JOBS_READ)
                .says(
                    TAG,
                    "List an endpoint's replays",
                    "The newest 50, also of a deleted endpoint."))
        .answers(200, "The replays.", "ReplayList", "replays", "{\"items\":[" + COMPLETED + "]}");
  }

  private static Op get() {
    return ofReplay(
            Op.scoped("GET", "/v1/webhooks/{id}/replays/{replay_id}", "getReplay", Scope.JOBS_READ)
                .says(
                    TAG,
                    "Look at a replay",
                    "It is `completed` once all is queued; `delivered` and `failed` go on"
                        + " growing."))
        .answers(200, "The replay.", "Replay", "completed", COMPLETED);
  }

  private static Op cancel() {
    return ofReplay(
            Op.scoped(
                    "DELETE",
                    "/v1/webhooks/{id}/replays/{replay_id}",
                    "cancelReplay",
                    Scope.JOBS_WRITE)
                .says(
                    TAG,
                    "Cancel a replay",
                    """
                    It queues nothing more; what it has queued stays queued. One that has ended stays as \
                    it is. May be repeated.\
                    """))
        .answers(200, "The replay as it stands.", "Replay", "cancelled", CANCELLED);
  }

  private static Op ofReplay(Op op) {
    return Deliveries.ofWebhook(op)
        .takes("path", "replay_id", uuid(), "The replay's id.")
        .refuses(Refusal.REPLAY_NOT_FOUND);
  }

  private static Schema<?> request() {
    return object(
        must("since", timestamp(), "The first moment of the range."),
        may("until", timestamp(), "The moment that ends it; now where absent or later than now."),
        may(
            "status",
            oneOf(words(STATUSES), list(words(STATUSES), 1, STATUSES.size())),
            "How the deliveries must stand, one of these or several; `failed` where absent."));
  }

  private static Schema<?> replay() {
    return object(
        must("replay_id", uuid(), "The replay's id."),
        must("webhook_id", uuid(), "The endpoint."),
        must(
            "status",
            words(List.of("running", "completed", "cancelled")),
            "Where it stands; `completed` once all is queued."),
        must("since", timestamp(), "The first moment of the range."),
        must("until", timestamp(), "The moment that ends it."),
        must("statuses", list(words(STATUSES)), "How the deliveries stood."),
        must(
            "total",
            count(),
            "How many fitted when it was asked for; raised where `queued` comes to be more."),
        must(
            "total_is_exact",
            bool(),
            "False where there were more than 100 000 deliveries to look at, and counting"
                + " stopped."),
        must("queued", count(), "How many it has queued."),
        must(
            "delivered",
            count(),
            "Of those, how many were delivered, whatever is done with them afterwards."),
        must(
            "failed",
            count(),
            "Of those, how many failed. What was sent again while it was held, or was discarded,"
                + " counts in neither."),
        must("created_at", timestamp(), "When it was asked for."),
        must("completed_at", orNull(timestamp()), "When it ended."));
  }

  private static final String REQUEST = "{\"since\":\"2026-11-22T20:00:00Z\"}";

  private static final String REQUEST_ALL =
      """
      {"since":"2026-11-22T20:00:00Z","until":"2026-11-22T21:30:00Z","status":["failed","discarded"]}
      """;

  private static final String COMPLETED =
      """
      {"replay_id":"e02a7cb1-6c5e-4d8f-9a3b-5b0d6b2f7c44","webhook_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7",
       "status":"completed","since":"2026-11-22T20:00:00Z","until":"2026-11-22T21:30:00Z","statuses":["failed"],
       "total":1200,"total_is_exact":true,"queued":1200,"delivered":1187,"failed":3,
       "created_at":"2026-11-22T21:40:00Z","completed_at":"2026-11-22T21:40:06.3Z"}
      """;

  private static final String RUNNING =
      COMPLETED
          .replace("\"completed\"", "\"running\"")
          .replace(
              "\"queued\":1200,\"delivered\":1187,\"failed\":3",
              "\"queued\":0,\"delivered\":0,\"failed\":0")
          .replaceFirst("\"completed_at\":\"[^\"]*\"", "\"completed_at\":null");

  private static final String CANCELLED =
      COMPLETED
          .replace("\"completed\"", "\"cancelled\"")
          .replace(
              "\"queued\":1200,\"delivered\":1187,\"failed\":3",
              "\"queued\":400,\"delivered\":380,\"failed\":0");
}
