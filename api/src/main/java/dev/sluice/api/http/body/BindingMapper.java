package dev.sluice.api.http.body;

import dev.sluice.wire.Json;
import dev.sluice.wire.Timestamps;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Binds what callers send to records without coercing one type to another. */
final class BindingMapper {

  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,8}");

  static final JsonMapper BODY =
      mapper(new SimpleModule().addDeserializer(Instant.class, instants(Timestamps::parseUtc)));

  /** Reads numbers from text. A plus sign that was not percent-encoded arrives as a space. */
  static final JsonMapper QUERY =
      mapper(
          new SimpleModule()
              .addDeserializer(
                  Integer.class, new TextDeserializer<>(Integer.class, BindingMapper::integer))
              .addDeserializer(
                  Instant.class, instants(text -> Timestamps.parse(text.replace(' ', '+')))));

  private BindingMapper() {}

  private static JsonMapper mapper(SimpleModule module) {
    return Json.requestMapper()
        .rebuild()
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .withCoercionConfigDefaults(
            shapes -> shapes.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .addModule(
            module
                .addDeserializer(
                    String.class, new TextDeserializer<>(String.class, BindingMapper::wellFormed))
                .setDeserializerModifier(new ExactEnums()))
        .build();
  }

  private static TextDeserializer<Instant> instants(Function<String, Optional<Instant>> reader) {
    return new TextDeserializer<>(Instant.class, reader);
  }

  private static Optional<String> wellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<Integer> integer(String text) {
    return INTEGER.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
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

  /** Jackson would ignore white space around the name of an enum's constant. */
  private static final class ExactEnums extends ValueDeserializerModifier {

    @Serial private static final long serialVersionUID = 1L;

    @Override
    public ValueDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription.Supplier description,
        ValueDeserializer<?> deserializer) {
      return new ExactEnum(deserializer);
    }
  }

  private static final class ExactEnum extends DelegatingDeserializer {

    ExactEnum(ValueDeserializer<?> delegate) {
      super(delegate);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
      return new ExactEnum(delegate);
    }

    @Override
    public @Nullable Object deserialize(JsonParser in, DeserializationContext context) {
      if (in.hasToken(JsonToken.VALUE_STRING) && !in.getString().equals(in.getString().strip())) {
        return context.handleWeirdStringValue(handledType(), in.getString(), "not accepted");
      }
      return super.deserialize(in, context);
    }
  }
}
