-- One row per job. The row is the job: waiting, retrying, scheduled and recovered jobs are rows with
-- status 'pending' and a run_at; nothing else schedules anything.
CREATE TABLE job (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL,
    status          text NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    -- Begun attempts. The fencing token: a claim adds one, every later write insists on it, it never falls.
    attempt         integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    -- Attempts that a worker handed back when it shut down; they do not count against max_attempts.
    uncounted       integer NOT NULL DEFAULT 0 CHECK (uncounted BETWEEN 0 AND attempt),
    max_attempts    integer NOT NULL CHECK (max_attempts BETWEEN 1 AND 10),
    priority        text NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
    priority_rank   smallint NOT NULL GENERATED ALWAYS AS
                        (CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END) STORED,
    model           text,
    -- json, not jsonb: the bytes as they were, U+0000 escapes included.
    request         json,
    digest          text,
    metadata        jsonb NOT NULL DEFAULT '{}',
    webhook_url     text,
    -- Sealed (AES-GCM); the plain secret is in no table, topic or log.
    webhook_secret  text,
    webhook_events  text[],
    created_at      timestamptz NOT NULL,
    run_at          timestamptz NOT NULL,
    expires_at      timestamptz,
    timeout_seconds integer NOT NULL CHECK (timeout_seconds BETWEEN 1 AND 3600),
    started_at      timestamptz,
    completed_at    timestamptz,
    deadline_at     timestamptz,
    worker_id       uuid,
    progress        double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    result          json,
    error_code      text,
    error_message   text,
    retried_from    uuid,
    -- Cancelled before it was stored: the receipt was genuine, the request is still on its way.
    stub            boolean NOT NULL DEFAULT false,
    CHECK (stub OR request IS NOT NULL),
    CHECK (NOT stub OR status = 'cancelled'),
    CHECK ((status = 'processing') = (worker_id IS NOT NULL)),
    CHECK ((status = 'processing') = (deadline_at IS NOT NULL)),
    CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
    CHECK ((status = 'completed') = (result IS NOT NULL)),
    CHECK ((status = 'completed') = (progress = 1))
) WITH (fillfactor = 80);

-- The claim's order: per priority, oldest due first.
CREATE INDEX job_due ON job (priority_rank, run_at, id) WHERE status = 'pending';

-- The reaper: whose worker is gone, whose deadline has passed.
CREATE INDEX job_held ON job (worker_id) WHERE status = 'processing';
CREATE INDEX job_deadline ON job (deadline_at) WHERE status = 'processing';
CREATE INDEX job_expiring ON job (expires_at) WHERE status = 'pending' AND expires_at IS NOT NULL;
