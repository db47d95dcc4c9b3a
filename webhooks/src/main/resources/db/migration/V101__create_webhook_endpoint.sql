-- Webhook endpoints, events, deliveries and replays. Owner: webhooks, whose migrations are numbered from 101.

-- Where a tenant's events are delivered to.
CREATE TABLE webhook_endpoint (
    id                    uuid PRIMARY KEY,
    tenant                text NOT NULL,
    url                   text NOT NULL,
    description           text,
    events                text[] NOT NULL,
    -- Extra headers: a JSON object, sealed and bound to the endpoint's id, as values may be credentials. Null for none.
    headers               text,
    -- Their names, which may be shown.
    header_names          text[] NOT NULL DEFAULT '{}',
    rate_limit_per_second integer CHECK (rate_limit_per_second BETWEEN 1 AND 10000),
    -- Whether deliveries carry a v1a signature (ed25519) beside v1.
    asymmetric_signature  boolean NOT NULL DEFAULT false,
    enabled               boolean NOT NULL DEFAULT true,
    -- manual: by its owner; gone: it answered 410; failing: too many failures in a row for too long.
    disabled_reason       text CHECK (disabled_reason IN ('manual', 'gone', 'failing')),
    disabled_at           timestamptz,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    -- Its deliveries can still be read; those that were not delivered are discarded.
    deleted_at            timestamptz,
    -- When a delivery was last requested by hand, by a test or a retry: an endpoint that is not being sent to
    -- because it fails is probed then.
    asked_at              timestamptz,
    CHECK (enabled = (disabled_at IS NULL)),
    CHECK (enabled = (disabled_reason IS NULL)),
    CHECK ((headers IS NULL) = (header_names = '{}'))
);

CREATE INDEX endpoint_of_tenant ON webhook_endpoint (tenant, created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- The sweeps: endpoints that nothing is sent to, and since when.
CREATE INDEX endpoint_stopped ON webhook_endpoint (greatest(disabled_at, deleted_at))
    WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL;

-- What signs an endpoint's deliveries: every secret that has not expired.
CREATE TABLE endpoint_secret (
    id          uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL REFERENCES webhook_endpoint (id),
    kind        text NOT NULL CHECK (kind IN ('v1', 'v1a')),
    -- Bound to the endpoint's id. v1: the secret as its owner knows it; v1a: whsk_ and the base64 of the private key.
    sealed      text NOT NULL,
    -- whpk_ and the base64 of the public key.
    public_key  text,
    created_at  timestamptz NOT NULL,
    -- Set when another secret replaces it.
    expires_at  timestamptz,
    CHECK ((kind = 'v1a') = (public_key IS NOT NULL))
);

CREATE INDEX secret_of_endpoint ON endpoint_secret (endpoint_id, created_at);
CREATE INDEX secret_expiring ON endpoint_secret (expires_at) WHERE expires_at IS NOT NULL;

-- Endpoints whose last attempt failed. A success deletes the row.
CREATE TABLE endpoint_failing (
    endpoint_id uuid PRIMARY KEY REFERENCES webhook_endpoint (id),
    failures    integer NOT NULL CHECK (failures > 0),
    since       timestamptz NOT NULL
) WITH (fillfactor = 50);

-- When an endpoint with a rate limit may be sent to next: the theoretical arrival time of GCRA, over all dispatchers.
CREATE TABLE endpoint_pace (
    endpoint_id uuid PRIMARY KEY REFERENCES webhook_endpoint (id),
    next_at     timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Deliveries of a time range, sent again. A step commits what it queued together with its progress.
CREATE TABLE replay (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL,
    endpoint_id     uuid NOT NULL REFERENCES webhook_endpoint (id),
    -- By the deliveries' created_at: since inclusive, until exclusive.
    since           timestamptz NOT NULL,
    until           timestamptz NOT NULL,
    statuses        text[] NOT NULL,
    status          text NOT NULL CHECK (status IN ('running', 'completed', 'cancelled')),
    -- The last delivery that was examined.
    seen_created_at timestamptz,
    seen_id         uuid,
    queued          integer NOT NULL DEFAULT 0 CHECK (queued >= 0),
    created_at      timestamptz NOT NULL,
    completed_at    timestamptz,
    -- Deliveries that matched when the replay was requested.
    total           integer NOT NULL DEFAULT 0 CHECK (total >= 0),
    -- False where the count stopped before the end of the range.
    total_is_exact  boolean NOT NULL DEFAULT true,
    -- The number of deliveries that may be queued grows with the time since then.
    paced_at        timestamptz NOT NULL DEFAULT now(),
    -- Outcomes of the deliveries that it queued, whoever sends them again later.
    delivered       integer NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    failed          integer NOT NULL DEFAULT 0 CHECK (failed >= 0),
    CHECK ((status = 'running') = (completed_at IS NULL)),
    CHECK ((seen_id IS NULL) = (seen_created_at IS NULL))
);

CREATE INDEX replay_running ON replay (created_at, id) WHERE status = 'running';
CREATE INDEX replay_of_endpoint ON replay (endpoint_id, created_at DESC, id DESC);

-- Outcomes that are not added to replay yet: one row for each replay and settling transaction. Settling must not
-- wait for a replay's row, which a step may have locked; for the same reason there is no foreign key.
CREATE TABLE replay_outcome (
    replay_id uuid NOT NULL,
    delivered integer NOT NULL CHECK (delivered >= 0),
    failed    integer NOT NULL CHECK (failed >= 0)
);

CREATE INDEX outcome_of_replay ON replay_outcome (replay_id);

-- What is delivered: one row per event, however many targets it has.
CREATE TABLE webhook_event (
    id          uuid NOT NULL,
    -- Part of the key: the topic has other producers, and no tenant must receive another one's body.
    tenant      text NOT NULL,
    occurred_at timestamptz NOT NULL,
    -- The bytes that are signed and sent, the same in every attempt.
    body        bytea NOT NULL,
    PRIMARY KEY (id, tenant)
);

-- One row per event and target: a webhook to deliver, waiting, being sent or done.
CREATE TABLE delivery (
    id              uuid PRIMARY KEY,
    event_id        uuid NOT NULL,
    -- The endpoint's id, or 'job' for the webhook_url of the job itself.
    target          text NOT NULL,
    -- Null for the webhook of a job itself.
    endpoint_id     uuid REFERENCES webhook_endpoint (id),
    -- What is isolated from others: the endpoint's id, or tenant and host of a job's own webhook.
    destination     text NOT NULL,
    event_type      text NOT NULL,
    -- Null for events that are not about a job.
    job_id          uuid,
    tenant          text NOT NULL,
    url             text NOT NULL,
    -- Sealed like job.webhook_secret; null where the webhook is not signed, and for endpoints.
    secret          text,
    status          text NOT NULL CHECK (status IN ('pending', 'sending', 'delivered', 'failed', 'held', 'discarded')),
    -- Why it was last made pending.
    trigger         text NOT NULL DEFAULT 'automatic' CHECK (trigger IN ('automatic', 'manual', 'replay')),
    -- Attempts begun; the fencing token.
    attempt         integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    -- Attempts that ended without an outcome (worker lost, handed back); they do not count.
    uncounted       integer NOT NULL DEFAULT 0 CHECK (uncounted BETWEEN 0 AND attempt),
    -- Counted attempts before it was last retried by hand or replayed; the retry schedule starts after them.
    earlier         integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    deadline_at     timestamptz,
    worker_id       uuid,
    -- When the delivery of a lost worker is due again. Until it is claimed then, and while next_attempt_at equals
    -- this, the outcome of the lost attempt is still accepted.
    lost_until      timestamptz,
    -- Attempts in a row that were lost; an outcome resets it.
    lost            integer NOT NULL DEFAULT 0 CHECK (lost >= 0),
    replay_id       uuid REFERENCES replay (id),
    created_at      timestamptz NOT NULL DEFAULT now(),
    completed_at    timestamptz,
    UNIQUE (event_id, target),
    FOREIGN KEY (event_id, tenant) REFERENCES webhook_event (id, tenant),
    CHECK ((endpoint_id IS NULL) = (target = 'job')),
    CHECK (earlier BETWEEN 0 AND attempt - uncounted),
    CHECK ((status = 'sending') = (worker_id IS NOT NULL)),
    CHECK ((status = 'sending') = (deadline_at IS NOT NULL)),
    CHECK ((status IN ('delivered', 'failed', 'discarded')) = (completed_at IS NOT NULL))
    -- Every attempt writes its row twice: vacuum by the dead share of a large table would run too late.
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

CREATE INDEX delivery_due ON delivery (destination, next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX delivery_held ON delivery (worker_id) WHERE status = 'sending';
CREATE INDEX delivery_deadline ON delivery (deadline_at) WHERE status = 'sending';
CREATE INDEX delivery_waiting ON delivery (endpoint_id, id) WHERE status = 'held';
CREATE INDEX delivery_of_job ON delivery (job_id);
CREATE INDEX delivery_of_endpoint ON delivery (endpoint_id, created_at DESC, id DESC) WHERE endpoint_id IS NOT NULL;
CREATE INDEX delivery_undelivered ON delivery (endpoint_id, created_at, id) WHERE status IN ('failed', 'held', 'discarded');

-- An event is kept for as long as a delivery of it is.
CREATE FUNCTION delete_event_without_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM webhook_event e
    USING (SELECT DISTINCT event_id, tenant FROM deleted) AS d
    WHERE e.id = d.event_id AND e.tenant = d.tenant
      AND NOT EXISTS (SELECT FROM delivery o WHERE o.event_id = e.id AND o.tenant = e.tenant);
    RETURN NULL;
END
$$;

CREATE TRIGGER delivery_deleted AFTER DELETE ON delivery
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_event_without_delivery();

-- The outcome of each attempt that had one.
CREATE TABLE delivery_attempt (
    delivery_id     uuid NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    attempt         integer NOT NULL,
    trigger         text NOT NULL DEFAULT 'automatic' CHECK (trigger IN ('automatic', 'manual', 'replay')),
    started_at      timestamptz NOT NULL,
    duration_ms     integer NOT NULL CHECK (duration_ms >= 0),
    -- Without the query, which may carry a credential.
    url             text NOT NULL,
    -- The address that was connected to.
    address         text,
    protocol        text,
    status_code     integer,
    -- Class of failure; null where the attempt delivered.
    failure         text CHECK (failure IN ('dns', 'blocked_address', 'connect', 'tls', 'timeout', 'http_status',
                                            'too_large', 'closed', 'invalid')),
    -- Microseconds; null for phases that did not happen, as on a connection that was kept alive.
    dns_us          integer CHECK (dns_us >= 0),
    connect_us      integer CHECK (connect_us >= 0),
    tls_us          integer CHECK (tls_us >= 0),
    first_byte_us   integer CHECK (first_byte_us >= 0),
    response_body   bytea,
    response_cut    boolean NOT NULL DEFAULT false,
    next_attempt_at timestamptz,
    PRIMARY KEY (delivery_id, attempt)
);
