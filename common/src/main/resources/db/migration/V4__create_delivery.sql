-- One row per event and target: a webhook to deliver, waiting, under way or done.
CREATE TABLE delivery (
    id              uuid PRIMARY KEY,
    event_id        uuid NOT NULL,
    -- 'job' for the webhook_url of the job itself.
    target          text NOT NULL,
    event_type      text NOT NULL,
    job_id          uuid NOT NULL,
    tenant          text NOT NULL,
    url             text NOT NULL,
    -- Sealed like job.webhook_secret; absent where the webhook is not signed.
    secret          text,
    -- The bytes that are signed and sent, the same in every attempt.
    body            bytea NOT NULL,
    status          text NOT NULL CHECK (status IN ('pending', 'sending', 'delivered', 'failed', 'held', 'discarded')),
    -- Begun attempts; the fencing token.
    attempt         integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    -- Attempts that ended without an outcome of the endpoint's (worker lost, handed back); they do not count.
    uncounted       integer NOT NULL DEFAULT 0 CHECK (uncounted BETWEEN 0 AND attempt),
    next_attempt_at timestamptz NOT NULL,
    deadline_at     timestamptz,
    worker_id       uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    completed_at    timestamptz,
    UNIQUE (event_id, target),
    CHECK ((status = 'sending') = (worker_id IS NOT NULL)),
    CHECK ((status = 'sending') = (deadline_at IS NOT NULL)),
    CHECK ((status IN ('delivered', 'failed', 'discarded')) = (completed_at IS NOT NULL))
) WITH (fillfactor = 80);

CREATE INDEX delivery_due ON delivery (next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX delivery_held ON delivery (worker_id) WHERE status = 'sending';
CREATE INDEX delivery_deadline ON delivery (deadline_at) WHERE status = 'sending';
CREATE INDEX delivery_of_job ON delivery (job_id);

-- What happened in each attempt that had an outcome.
CREATE TABLE delivery_attempt (
    delivery_id     uuid NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    attempt         integer NOT NULL,
    started_at      timestamptz NOT NULL,
    duration_ms     integer NOT NULL CHECK (duration_ms >= 0),
    -- Without query: it may carry a credential.
    url             text NOT NULL,
    status_code     integer,
    -- Class of failure; absent where the attempt delivered.
    failure         text CHECK (failure IN ('dns', 'blocked_address', 'connect', 'tls', 'timeout', 'http_status',
                                            'too_large', 'closed', 'invalid')),
    response_body   bytea,
    response_cut    boolean NOT NULL DEFAULT false,
    next_attempt_at timestamptz,
    PRIMARY KEY (delivery_id, attempt)
);
