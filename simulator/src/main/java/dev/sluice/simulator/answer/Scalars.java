package dev.sluice.simulator.answer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Strings and numbers that conform to a JSON Schema. */
final class Scalars {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int SPAN = 100;
  private static final int LONGEST_TEXT = 100_000;

  private Scalars() {}

  static JsonNode integer(JsonNode schema, SplittableRandom random) {
    BigDecimal step = step(schema, BigDecimal.ONE);
    return NODES.numberNode(draw(schema, step, BigDecimal.ONE, random).toBigInteger());
  }

  static JsonNode number(JsonNode schema, SplittableRandom random) {
    BigDecimal fine = new BigDecimal("0.01");
    return NODES.numberNode(draw(schema, step(schema, fine), fine, random));
  }

  private static BigDecimal step(JsonNode schema, BigDecimal otherwise) {
    JsonNode multiple = schema.path("multipleOf");
    return multiple.isNumber() && multiple.decimalValue().signum() > 0
        ? multiple.decimalValue()
        : otherwise;
  }

  /** Returns a multiple of {@code step} at or above the lower bound. */
  private static BigDecimal draw(
      JsonNode schema, BigDecimal step, BigDecimal beside, SplittableRandom random) {
    BigDecimal least = bound(schema, "minimum", "exclusiveMinimum", beside);
    BigDecimal most = bound(schema, "maximum", "exclusiveMaximum", beside.negate());
    boolean bounded = isBounded(schema, "minimum", "exclusiveMinimum");
    boolean capped = isBounded(schema, "maximum", "exclusiveMaximum");
    if (!bounded) {
      least = capped ? most.subtract(BigDecimal.valueOf(SPAN)).min(BigDecimal.ONE) : BigDecimal.ONE;
    }
    if (!capped) {
      most = least.add(step.multiply(BigDecimal.valueOf(SPAN)));
    }
    BigDecimal first = least.divide(step, 0, RoundingMode.CEILING);
    BigDecimal last = most.divide(step, 0, RoundingMode.FLOOR);
    BigDecimal steps = last.subtract(first).min(BigDecimal.valueOf(SPAN));
    int drawn = steps.signum() > 0 ? random.nextInt(steps.intValue() + 1) : 0;
    return first.add(BigDecimal.valueOf(drawn)).multiply(step);
  }

  private static boolean isBounded(JsonNode schema, String inclusive, String exclusive) {
    return schema.path(inclusive).isNumber() || schema.path(exclusive).isNumber();
  }

  private static BigDecimal bound(
      JsonNode schema, String inclusive, String exclusive, BigDecimal beside) {
    JsonNode limit = schema.path(exclusive);
    return limit.isNumber()
        ? limit.decimalValue().add(beside)
        : schema.path(inclusive).decimalValue(BigDecimal.ZERO);
  }

  static JsonNode text(JsonNode schema, SplittableRandom random) {
    return NODES.stringNode(
        switch (schema.path("format").asString("")) {
          case "date-time" -> instant(random).toString();
          case "date" -> LocalDate.EPOCH.plusDays(20_000 + random.nextInt(2_000)).toString();
          case "time" -> instant(random).toString().substring(11);
          case "duration" -> "PT" + random.nextInt(1, 60) + "M";
          case "email" -> "reader" + random.nextInt(1_000) + "@example.com";
          case "hostname" -> "host" + random.nextInt(1_000) + ".example.com";
          case "uri" -> "https://example.com/" + random.nextInt(1_000);
          case "ipv4" -> "192.0.2." + random.nextInt(256);
          case "ipv6" -> "2001:db8::" + Integer.toHexString(random.nextInt(0x10000));
          case "uuid" -> uuid(random).toString();
          default -> words(schema, random);
        });
  }

  private static Instant instant(SplittableRandom random) {
    return Instant.ofEpochSecond(1_750_000_000L + random.nextInt(100_000_000));
  }

  private static UUID uuid(SplittableRandom random) {
    long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
    long variant = (random.nextLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(version4, variant);
  }

  private static String words(JsonNode schema, SplittableRandom random) {
    StringBuilder text = new StringBuilder(String.join("", Prose.sentences(1, random)));
    int least = Math.min(schema.path("minLength").asInt(0), LONGEST_TEXT);
    while (text.length() < least) {
      text.append(String.join("", Prose.sentences(1, random)));
    }
    int most = schema.path("maxLength").asInt(Math.max(least, 40));
    text.setLength(Math.min(text.length(), Math.max(most, least)));
    return text.toString();
  }
}
