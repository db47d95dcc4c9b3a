package dev.sluice.api.http.body;

import dev.sluice.wire.Json;
import dev.sluice.wire.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Binds request bodies to records without coercing one JSON type to another. */
final class BindingMapper {

  static final JsonMapper MAPPER =
      Json.requestMapper()
          .rebuild()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfigDefaults(
              shapes -> shapes.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
          .addModule(
              new SimpleModule()
                  .addDeserializer(
                      String.class, new TextDeserializer<>(String.class, BindingMapper::wellFormed))
                  .addDeserializer(
                      Instant.class, new TextDeserializer<>(Instant.class, Timestamps::parseUtc)))
          .build();

  private BindingMapper() {}

  private static Optional<String> wellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Reads a JSON string only, and refuses what the reader returns empty for. */
  private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {

    private final Class<T> type;
    private final Function<String, Optional<T>> reader;

    TextDeserializer(Class<T> type, Function<String, Optional<T>> reader) {
      super(type);
      this.type = type;
      this.reader = reader;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return type.cast(context.handleUnexpectedToken(type, in));
      }
      String text = in.getString();
      return reader
          .apply(text)
          .orElseGet(() -> type.cast(context.handleWeirdStringValue(type, text, "not accepted")));
    }
  }
}
