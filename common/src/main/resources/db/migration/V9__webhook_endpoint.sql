-- What a tenant wants to hear of, and where.
CREATE TABLE webhook_endpoint (
    id                    uuid PRIMARY KEY,
    tenant                text NOT NULL,
    url                   text NOT NULL,
    description           text,
    events                text[] NOT NULL,
    -- Extra headers: a JSON object, sealed and bound to the endpoint's id, as values may be credentials. Absent for none.
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
    -- Its deliveries stay to be looked at; those that were not delivered are discarded.
    deleted_at            timestamptz,
    CHECK (enabled = (disabled_at IS NULL)),
    CHECK (enabled = (disabled_reason IS NULL)),
    CHECK ((headers IS NULL) = (header_names = '{}'))
);

CREATE INDEX endpoint_of_tenant ON webhook_endpoint (tenant, created_at DESC, id DESC) WHERE deleted_at IS NULL;

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
    -- Set when another one takes its place.
    expires_at  timestamptz,
    CHECK ((kind = 'v1a') = (public_key IS NOT NULL))
);

CREATE INDEX secret_of_endpoint ON endpoint_secret (endpoint_id, created_at);

-- Endpoints whose last outcome was a failure. A success takes the row away.
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

-- Deliveries of a time range, sent once more. A step commits what it queued together with how far it came.
CREATE TABLE replay (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL,
    endpoint_id     uuid NOT NULL REFERENCES webhook_endpoint (id),
    -- By the deliveries' created_at: since inclusive, until exclusive.
    since           timestamptz NOT NULL,
    until           timestamptz NOT NULL,
    statuses        text[] NOT NULL,
    status          text NOT NULL CHECK (status IN ('running', 'completed', 'cancelled')),
    -- The last delivery that was looked at.
    seen_created_at timestamptz,
    seen_id         uuid,
    queued          integer NOT NULL DEFAULT 0 CHECK (queued >= 0),
    created_at      timestamptz NOT NULL,
    completed_at    timestamptz,
    CHECK ((status = 'running') = (completed_at IS NULL)),
    CHECK ((seen_id IS NULL) = (seen_created_at IS NULL))
);

CREATE INDEX replay_running ON replay (created_at, id) WHERE status = 'running';
CREATE INDEX replay_of_endpoint ON replay (endpoint_id, created_at DESC, id DESC);

ALTER TABLE delivery
    -- Absent for the webhook of a job itself; target is this id then.
    ADD COLUMN endpoint_id uuid REFERENCES webhook_endpoint (id),
    -- What is isolated from others: the endpoint's id, or tenant and host of a job's own webhook.
    ADD COLUMN destination text,
    -- What brought the delivery to where it is pending.
    ADD COLUMN trigger     text NOT NULL DEFAULT 'automatic' CHECK (trigger IN ('automatic', 'manual', 'replay')),
    -- Counted attempts before it was last retried by hand or replayed; the schedule of retries begins after them.
    ADD COLUMN earlier     integer NOT NULL DEFAULT 0,
    ADD COLUMN replay_id   uuid REFERENCES replay (id),
    ALTER COLUMN job_id DROP NOT NULL,
    ADD CHECK ((endpoint_id IS NULL) = (target = 'job')),
    ADD CHECK (earlier BETWEEN 0 AND attempt - uncounted);

UPDATE delivery SET destination = tenant || '/' || lower(substring(url FROM '^[^:]+://([^/?#]+)'));

ALTER TABLE delivery ALTER COLUMN destination SET NOT NULL;

DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (destination, next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX delivery_waiting ON delivery (endpoint_id, id) WHERE status = 'held';
CREATE INDEX delivery_of_endpoint ON delivery (endpoint_id, created_at DESC, id DESC) WHERE endpoint_id IS NOT NULL;
CREATE INDEX delivery_undelivered ON delivery (endpoint_id, created_at, id) WHERE status IN ('failed', 'held', 'discarded');
CREATE INDEX delivery_of_replay ON delivery (replay_id, status) WHERE replay_id IS NOT NULL;

ALTER TABLE delivery_attempt
    ADD COLUMN trigger       text NOT NULL DEFAULT 'automatic' CHECK (trigger IN ('automatic', 'manual', 'replay')),
    -- The address that was connected to.
    ADD COLUMN address       text,
    ADD COLUMN protocol      text,
    -- Microseconds; absent for phases that did not happen, as on a connection that was kept alive.
    ADD COLUMN dns_us        integer CHECK (dns_us >= 0),
    ADD COLUMN connect_us    integer CHECK (connect_us >= 0),
    ADD COLUMN tls_us        integer CHECK (tls_us >= 0),
    ADD COLUMN first_byte_us integer CHECK (first_byte_us >= 0);
