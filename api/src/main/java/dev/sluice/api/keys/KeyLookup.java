package dev.sluice.api.keys;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Looks keys up, mostly in memory. While the database is available, an answer is at most {@code
 * recheck-after} old, so a revocation takes effect within that time on every replica. While it is
 * unavailable, keys that were valid recently stay valid. Each key is read once at a time. Safe for
 * all threads.
 */
@Component
public final class KeyLookup {

  private static final Logger log = LoggerFactory.getLogger(KeyLookup.class);

  private final ApiKeys keys;
  private final Database database;
  private final Clock clock;
  private final Duration readTimeout;

  /** Separate from invalid keys, so that guessing evicts no valid key. */
  private final AsyncCache<KeyHash, Answer> checked;

  private final Cache<KeyHash, Answer> invalid;

  /** Valid keys as last read from the database. */
  private final Cache<KeyHash, KeyGrant> lastValid;

  KeyLookup(ApiKeys keys, Database database, Clock clock, KeyProperties properties) {
    this.keys = keys;
    this.database = database;
    this.clock = clock;
    this.readTimeout = properties.readTimeout();
    this.checked =
        Caffeine.newBuilder()
            .maximumSize(properties.remembered())
            .expireAfterWrite(properties.recheckAfter())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .buildAsync();
    this.invalid =
        Caffeine.newBuilder()
            .maximumSize(properties.remembered())
            .expireAfterWrite(properties.recheckAfter().dividedBy(2))
            .build();
    this.lastValid =
        Caffeine.newBuilder()
            .maximumSize(properties.remembered())
            .expireAfterWrite(properties.trustWhileUnavailable())
            .build();
  }

  /** The result of a lookup. */
  public sealed interface Answer {

    /** It is valid. */
    record Granted(KeyGrant grant) implements Answer {}

    /** It was never issued, is revoked or has expired. */
    record Unknown() implements Answer {}

    /** The database is unavailable, and the key was not valid here recently. */
    record Unavailable() implements Answer {}
  }

  /** Whether it has the form of an issued key; others are never looked up. */
  public static boolean looksIssued(String key) {
    return KeyHash.looksIssued(key);
  }

  /** What the key allows; within the read timeout. */
  public Answer find(String key) {
    if (!looksIssued(key)) {
      return new Answer.Unknown();
    }
    KeyHash hash = KeyHash.of(key);
    Answer known = invalid.getIfPresent(hash);
    return known != null ? known : check(hash);
  }

  private Answer check(KeyHash hash) {
    Answer answer = checked.get(hash, this::read).join();
    return switch (answer) {
      case Answer.Granted(KeyGrant grant) when grant.isExpired(clock.instant()) ->
          new Answer.Unknown();
      case Answer.Granted _ -> answer;
      case Answer.Unknown _ -> {
        checked.asMap().remove(hash);
        invalid.put(hash, answer);
        yield answer;
      }
      case Answer.Unavailable _ -> {
        checked.asMap().remove(hash);
        yield answer;
      }
    };
  }

  private Answer read(KeyHash hash) {
    try {
      KeyGrant grant =
          database
              .callUnlessUnavailable(readTimeout, () -> keys.findByHash(hash.bytes()))
              .filter(key -> !key.isRevoked())
              .map(ApiKey::grant)
              .orElse(null);
      if (grant == null) {
        lastValid.invalidate(hash);
        return new Answer.Unknown();
      }
      lastValid.put(hash, grant);
      return new Answer.Granted(grant);
    } catch (DatabaseUnavailableException _) {
      return asLastKnown(hash);
    } catch (DataAccessException e) {
      log.error("a key could not be looked up", e);
      return asLastKnown(hash);
    }
  }

  private Answer asLastKnown(KeyHash hash) {
    KeyGrant grant = lastValid.getIfPresent(hash);
    return grant == null ? new Answer.Unavailable() : new Answer.Granted(grant);
  }

  /** Makes this process read the key again. */
  void forget(KeyHash hash) {
    checked.asMap().remove(hash);
    invalid.invalidate(hash);
    lastValid.invalidate(hash);
  }
}
