-- One row per life of a worker process. A worker is alive while expires_at lies ahead by this database's clock;
-- what a worker without a live row holds is taken from it.
CREATE TABLE worker (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('processor', 'webhook-dispatcher')),
    host       text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- Who relays the outbox. The lock itself is an advisory one; this row tells which backend holds it for which
-- worker, so that a holder that is paused, not dead, can be put out.
CREATE TABLE relay (
    name        text PRIMARY KEY,
    worker_id   uuid NOT NULL,
    backend_pid integer NOT NULL,
    acquired_at timestamptz NOT NULL DEFAULT now()
);
