-- A running job that its client cancelled: the worker that holds it aborts the call. From here on the job can end
-- only as cancelled.
ALTER TABLE job ADD COLUMN cancel_requested_at timestamptz;

-- What a worker looks at a few times a second: which of its jobs are to be aborted.
CREATE INDEX job_cancelling ON job (worker_id) WHERE status = 'processing' AND cancel_requested_at IS NOT NULL;

-- Who wants to see a job's answer while it is generated. The worker that holds the job then publishes it to
-- jobs.content.v1, from the beginning for every new watcher. Rows are renewed while somebody looks.
CREATE TABLE job_watch (
    job_id     uuid NOT NULL,
    watcher    uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (job_id, watcher)
);
CREATE INDEX job_watch_expiring ON job_watch (expires_at);
