package dev.sluice.api.quota;

/**
 * What a replica knows of the others.
 *
 * @param replicas running replicas, this one included; at least 1
 */
record Peers(int replicas, Database database) {

  /** Whether the shared buckets can be reached. */
  enum Database {
    AVAILABLE,
    /** One call is late: other replicas may still be served, so what is known may be outdated. */
    LATE,
    /** Two calls in a row were late, or the connection was refused: no replica is served. */
    UNAVAILABLE
  }

  boolean degraded() {
    return database != Database.AVAILABLE;
  }

  /** The same peers where a caller cannot wait for the database any longer. */
  Peers late() {
    return degraded() ? this : new Peers(replicas, Database.LATE);
  }
}
