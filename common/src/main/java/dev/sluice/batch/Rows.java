package dev.sluice.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Rows as the parameters of one statement. Each column becomes an array, for {@code
 * unnest(?::uuid[], ?::text[], …)} in the order in which the columns were added.
 */
public final class Rows<T> {

  private final List<T> items;
  private final List<Object> columns = new ArrayList<>();

  private Rows(List<T> items) {
    this.items = items;
  }

  public static <T> Rows<T> of(List<T> items) {
    return new Rows<>(items);
  }

  public Rows<T> uuid(Function<T, @Nullable UUID> column) {
    return add("uuid", column);
  }

  public Rows<T> text(Function<T, @Nullable String> column) {
    return add("text", column);
  }

  /** A timestamptz column; the text form of an Instant is one that PostgreSQL reads exactly. */
  public Rows<T> timestamp(Function<T, @Nullable Instant> column) {
    return add("timestamptz", column);
  }

  public Rows<T> integer(Function<T, @Nullable Integer> column) {
    return add("int4", column);
  }

  public Rows<T> real(Function<T, @Nullable Double> column) {
    return add("float8", column);
  }

  public Rows<T> bigint(Function<T, @Nullable Long> column) {
    return add("int8", column);
  }

  public Rows<T> bool(Function<T, @Nullable Boolean> column) {
    return add("bool", column);
  }

  public Rows<T> bytes(Function<T, byte[]> column) {
    columns.add(
        new SqlArrayValue("bytea", (Object[]) items.stream().map(column).toArray(byte[][]::new)));
    return this;
  }

  /** A single value for all rows. */
  public Rows<T> scalar(Object value) {
    columns.add(value);
    return this;
  }

  public Object[] parameters() {
    return columns.toArray();
  }

  private Rows<T> add(String type, Function<T, ? extends @Nullable Object> column) {
    Object[] values = new Object[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(items.get(i));
    }
    columns.add(new SqlArrayValue(type, values));
    return this;
  }
}
