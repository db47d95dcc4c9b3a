-- What a replay is to be measured by, and how fast it may go on.
ALTER TABLE replay
    -- Deliveries that fitted when it was asked for.
    ADD COLUMN total          integer NOT NULL DEFAULT 0 CHECK (total >= 0),
    -- False where the counting stopped before the end of the range.
    ADD COLUMN total_is_exact boolean NOT NULL DEFAULT true,
    -- What it may queue grows with the time since then, at its rate.
    ADD COLUMN paced_at       timestamptz NOT NULL DEFAULT now();
