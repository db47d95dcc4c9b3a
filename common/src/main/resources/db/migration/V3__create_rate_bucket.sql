-- Limits. Owner: api.

-- What is left of a limit, for all api replicas together: a token bucket that refills by capacity per window up to
-- capacity. Replicas lease from it and return what they do not use. A missing row is a full bucket.
CREATE TABLE rate_bucket (
    tenant      text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('requests_minute', 'requests_hour', 'polls_minute', 'tokens_minute')),
    -- Part of the key: keys of a tenant with the same limit share a bucket, one with another limit has its own.
    capacity    bigint NOT NULL CHECK (capacity > 0),
    -- As of refilled_at. Below zero where more was used than had been reserved.
    tokens      double precision NOT NULL,
    refilled_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, capacity)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- Which api replicas are alive, so that each knows its share of a limit while this database is unavailable.
CREATE TABLE api_replica (
    id         uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- Tokens that a job was charged at submission. Whoever deletes the row refunds what the job did not use, so it
-- happens once. A job without a row was charged nothing.
CREATE TABLE token_reservation (
    job_id        uuid PRIMARY KEY,
    tenant        text NOT NULL,
    capacity      bigint NOT NULL,
    prompt_tokens bigint NOT NULL,
    tokens        bigint NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX token_reservation_old ON token_reservation (created_at);
