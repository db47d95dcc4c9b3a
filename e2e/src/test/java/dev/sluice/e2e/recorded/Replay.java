package dev.sluice.e2e.recorded;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.observe.Received;
import dev.sluice.e2e.observe.WebhookReceiver.Endpoint;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the steps of one recording. What a step saw is its member {@code seen}; texts of errors are
 * in {@code messages} and are not compared.
 *
 * <ul>
 *   <li>{@code {"method","path"}}: an HTTP exchange, with {@code headers} and {@code body}, made
 *       {@code as} whom that variable's key names (default {@code tenant}; {@code nobody} has no
 *       key); repeated {@code until} the members at these pointers have these values; {@code
 *       capture} names variables after members (pointers) and headers of the answer; {@code "head":
 *       true} leaves the body out
 *   <li>{@code {"receiver"}}: a webhook receiver, whose URL is in the variable of this name, and
 *       the {@code statuses} that it answers with first
 *   <li>{@code {"webhooks","count"}}: what this receiver got once it got so many, and whether
 *       {@code secret} signed it
 *   <li>{@code {"events","last"}}: the events of this job once one of the type {@code last} came
 * </ul>
 */
final class Replay {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  /** What a slow machine answers instead; nothing has happened, and the caller may try again. */
  private static final int BUSY = 503;

  /** Headers of webhooks that belong to the connection or to the moment. */
  private static final Set<String> UNSEEN =
      Set.of("host", "connection", "content-length", "transfer-encoding");

  private final Stack stack;
  private final Variables variables = new Variables();
  private final Map<String, Endpoint> receivers = new HashMap<>();
  private final HttpCall call;

  Replay(Stack stack) {
    this.stack = stack;
    this.call = new HttpCall(stack.api(), variables);
    String tenant = stack.freshName() + "-tenant";
    variables.put("tenant_name", tenant);
    variables.put("tenant", stack.admin().newTenant(tenant).key());
    variables.put("other", stack.newClient().key());
    variables.put("admin", stack.admin().key());
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    variables.put("tomorrow", tomorrow.toString());
  }

  /** The step, with what was seen this time. */
  ObjectNode make(ObjectNode step) {
    ObjectNode made = step.deepCopy();
    made.remove(List.of("seen", "messages"));
    Normalizer normalizer = new Normalizer(variables);
    if (step.has("receiver")) {
      prepareReceiver(step);
    } else {
      JsonNode seen = Normalizer.sorted(seen(step, normalizer));
      if (!step.has("unseen")) {
        made.set("seen", seen);
      }
    }
    if (!normalizer.messages().isEmpty()) {
      ArrayNode messages = made.putArray("messages");
      normalizer.messages().forEach(messages::add);
    }
    return made;
  }

  private JsonNode seen(ObjectNode step, Normalizer normalizer) {
    if (step.has("method")) {
      return exchange(step, normalizer);
    }
    return step.has("webhooks") ? webhooks(step, normalizer) : events(step, normalizer);
  }

  private JsonNode exchange(ObjectNode step, Normalizer normalizer) {
    RecordedAnswer answer =
        await(step.path("name").asString())
            .atMost(BOUND)
            .pollDelay(Duration.ZERO)
            .pollInterval(POLL)
            .until(
                () -> call.send(step),
                it -> it.status() != BUSY && isAsAwaited(step.path("until"), it.body()));
    step.path("capture")
        .forEachEntry((name, place) -> variables.put(name, answer.value(place.stringValue())));
    return answer.normalized(
        normalizer,
        step.path("method").asString().equals("GET"),
        step.path("head").asBoolean(false));
  }

  private static boolean isAsAwaited(JsonNode until, JsonNode body) {
    return until.propertyStream().allMatch(it -> body.at(it.getKey()).equals(it.getValue()));
  }

  private void prepareReceiver(ObjectNode step) {
    String name = step.path("receiver").stringValue();
    Integer[] statuses =
        step.path("statuses").valueStream().map(JsonNode::intValue).toArray(Integer[]::new);
    Endpoint endpoint = stack.webhooks().endpoint(stack.freshName() + "-hook", statuses);
    receivers.put(name, endpoint);
    variables.put(name, endpoint.url().toString());
  }

  private JsonNode webhooks(ObjectNode step, Normalizer normalizer) {
    Endpoint endpoint = requireNonNull(receivers.get(step.path("webhooks").stringValue()));
    List<Received> received =
        await(step.path("name").asString())
            .atMost(BOUND)
            .pollInterval(POLL)
            .until(endpoint::received, it -> it.size() >= step.path("count").intValue());
    ArrayNode seen = NODES.arrayNode();
    // Repeated webhooks and those of later events overtake one another.
    List<Received> byEvent =
        received.stream().sorted(comparing(it -> it.header("x-webhook-event"))).toList();
    for (Received webhook : byEvent) {
      ObjectNode one = seen.addObject();
      one.set("body", normalizer.normalize(webhook.json()));
      ObjectNode headers = one.putObject("headers");
      new TreeMap<>(webhook.headers())
          .forEach((name, values) -> {
            if (!UNSEEN.contains(name)) {
              headers.put(name, webhookHeader(name, String.join(", ", values), normalizer));
            }
          });
      if (step.has("secret")) {
        one.put("is_signed", webhook.isSignedWith(step.path("secret").stringValue()));
      }
    }
    return seen;
  }

  private static String webhookHeader(String name, String value, Normalizer normalizer) {
    return switch (name) {
      case "webhook-timestamp" -> value.matches("[0-9]{10}") ? "<seconds>" : value;
      case "webhook-signature" -> value.replaceAll("(v1a?),[A-Za-z0-9+/=]+", "$1,<signature>");
      case "x-webhook-signature" -> value.replaceAll("=[0-9a-f]{64}$", "=<signature>");
      default -> normalizer.text(value);
    };
  }

  private JsonNode events(ObjectNode step, Normalizer normalizer) {
    String job = variables.fill(step.path("events").stringValue());
    String last = step.path("last").stringValue();
    List<Event> events =
        await(step.path("name").asString())
            .atMost(BOUND)
            .pollInterval(POLL)
            .until(
                () -> stack.events().of(job),
                seen -> seen.stream().anyMatch(event -> event.type().equals(last)));
    ArrayNode seen = NODES.arrayNode();
    // A relay may publish an event twice.
    for (Event event : firstOfEach(events).toList()) {
      ObjectNode one = seen.addObject();
      one.put("key", normalizer.text(event.key()));
      one.set("data", normalizer.normalize(event.data()));
      ObjectNode headers = one.putObject("headers");
      new TreeMap<>(event.headers())
          .forEach((name, value) -> headers.put(name, normalizer.text(eventHeader(name, value))));
    }
    return seen;
  }

  // CloudEvents leaves out trailing zeros of a fraction that the job's own times have.
  private static String eventHeader(String name, String value) {
    return name.equals("ce_time") ? Instant.parse(value).toString() : value;
  }

  private static Stream<Event> firstOfEach(List<Event> events) {
    Map<String, Event> byId = new LinkedHashMap<>();
    events.forEach(event -> byId.putIfAbsent(event.id(), event));
    return byId.values().stream();
  }
}
