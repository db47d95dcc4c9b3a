-- Jobs, their events on the way to the topic, and the workers that run them. Owner: common.

-- One row per job. The row is the job: waiting, retrying, scheduled and recovered jobs are rows with
-- status 'pending' and a run_at; nothing else schedules anything.
CREATE TABLE job (
    id                  uuid PRIMARY KEY,
    tenant              text NOT NULL,
    status              text NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    -- Attempts begun. The fencing token: a claim adds one, every later write requires it, it never decreases.
    attempt             integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    -- Attempts that a worker handed back when it shut down; they do not count against max_attempts.
    uncounted           integer NOT NULL DEFAULT 0 CHECK (uncounted BETWEEN 0 AND attempt),
    max_attempts        integer NOT NULL CHECK (max_attempts BETWEEN 1 AND 10),
    priority            text NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
    priority_rank       smallint NOT NULL GENERATED ALWAYS AS
                            (CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END) STORED,
    model               text,
    -- The model request: OpenAI's chat completion JSON without the model, which has its own column. Its typed
    -- members (max_tokens, temperature, top_p, stop) come first. Stored as bytes; no statement looks into it.
    request             bytea,
    digest              text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    webhook_url         text,
    -- Sealed (AES-GCM); the plain secret is in no table, topic or log.
    webhook_secret      text,
    webhook_events      text[],
    created_at          timestamptz NOT NULL,
    run_at              timestamptz NOT NULL,
    expires_at          timestamptz,
    timeout_seconds     integer NOT NULL CHECK (timeout_seconds BETWEEN 1 AND 3600),
    started_at          timestamptz,
    completed_at        timestamptz,
    deadline_at         timestamptz,
    worker_id           uuid,
    progress            double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    result              json,
    error_code          text,
    error_message       text,
    retried_from        uuid,
    -- Cancelled before it was stored: the receipt was genuine, the request is still on the topic.
    stub                boolean NOT NULL DEFAULT false,
    -- A running job that its client cancelled: the worker that holds it aborts the call. From here on the job can
    -- only end as cancelled.
    cancel_requested_at timestamptz,
    CHECK (stub OR request IS NOT NULL),
    CHECK (NOT stub OR status = 'cancelled'),
    CHECK ((status = 'processing') = (worker_id IS NOT NULL)),
    CHECK ((status = 'processing') = (deadline_at IS NOT NULL)),
    CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
    CHECK ((status = 'completed') = (result IS NOT NULL)),
    CHECK ((status = 'completed') = (progress = 1))
) WITH (fillfactor = 80);

-- The claim's order: by priority, then oldest due first.
CREATE INDEX job_due ON job (priority_rank, run_at, id) WHERE status = 'pending';

-- The reaper: jobs of lost workers, and jobs past their deadline or expiry.
CREATE INDEX job_held ON job (worker_id) WHERE status = 'processing';
CREATE INDEX job_deadline ON job (deadline_at) WHERE status = 'processing';
CREATE INDEX job_expiring ON job (expires_at) WHERE status = 'pending' AND expires_at IS NOT NULL;

-- What a worker reads a few times a second: which of its jobs are to be aborted.
CREATE INDEX job_cancelling ON job (worker_id) WHERE status = 'processing' AND cancel_requested_at IS NOT NULL;

-- A tenant's jobs, newest first, page by page.
CREATE INDEX job_listed ON job (tenant, created_at DESC, id DESC) WHERE NOT stub;

-- The same for states that are rare but searched for: counting one tenant's 950 failed jobs among 1 M rows took
-- 860 ms without it and 1 ms with it. Pending and processing jobs are found by job_due and job_deadline.
CREATE INDEX job_listed_ended ON job (tenant, status, created_at DESC, id DESC)
    WHERE status IN ('failed', 'cancelled') AND NOT stub;

-- Jobs by metadata: 0.1 ms for a rare pair instead of 320 ms over 1 M rows. Costs a job with three pairs 24 µs over
-- its life; a job without metadata is not in the index and pays nothing.
CREATE INDEX job_metadata ON job USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}';

-- Who watches a job's answer while it is generated. The worker that holds the job then publishes it to
-- jobs.content.v1, from the beginning for every new watcher. Watchers renew their rows.
CREATE TABLE job_watch (
    job_id     uuid NOT NULL,
    watcher    uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (job_id, watcher)
);

CREATE INDEX job_watch_expiring ON job_watch (expires_at);

-- Events that committed with the state they announce and are not on the topic yet. The relay publishes in
-- the order of id and deletes what the broker acknowledged, so the table is nearly always nearly empty.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid NOT NULL,
    type        text NOT NULL,
    -- The id of the job or of the webhook endpoint that the event is about.
    subject     uuid NOT NULL,
    tenant      text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data        bytea NOT NULL,
    -- Set where the broker will never accept the record; kept for an operator to inspect.
    parked_at   timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

CREATE INDEX outbox_waiting ON outbox (id) WHERE parked_at IS NULL;

-- One row per run of a worker process. A worker is alive while expires_at is in the future by this database's
-- clock; what a worker without a live row holds is given to others.
CREATE TABLE worker (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('processor', 'webhook-dispatcher')),
    host       text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- Who relays the outbox. The lock itself is an advisory one; this row tells which backend holds it for which
-- worker, so that a holder that is paused, not dead, can be terminated.
CREATE TABLE relay (
    name        text PRIMARY KEY,
    worker_id   uuid NOT NULL,
    backend_pid integer NOT NULL,
    acquired_at timestamptz NOT NULL DEFAULT now()
);
