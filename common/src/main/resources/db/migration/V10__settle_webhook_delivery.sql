-- Not only jobs are announced: an event's subject may be a webhook endpoint, too.
ALTER TABLE outbox RENAME COLUMN job_id TO subject;

-- When what is delivered happened; absent where nobody wants to know how late it was.
ALTER TABLE delivery ADD COLUMN occurred_at timestamptz;

-- What a sweep walks: the endpoints that nothing is sent to, and when that began.
CREATE INDEX endpoint_stopped ON webhook_endpoint (greatest(disabled_at, deleted_at))
    WHERE disabled_at IS NOT NULL OR deleted_at IS NOT NULL;
CREATE INDEX secret_expiring ON endpoint_secret (expires_at) WHERE expires_at IS NOT NULL;
