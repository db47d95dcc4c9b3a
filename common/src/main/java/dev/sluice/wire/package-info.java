/** What travels over Kafka: topics, records, and the one JSON dialect of Sluice. */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
