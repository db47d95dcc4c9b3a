ALTER TABLE webhook_endpoint
    -- When somebody last asked for a delivery, by a test or a retry by hand: an endpoint that is left alone is probed then.
    ADD COLUMN asked_at timestamptz;
