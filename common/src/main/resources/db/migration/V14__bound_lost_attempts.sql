ALTER TABLE delivery
    -- When what a lost worker held is due again. Until it is claimed then, and while next_attempt_at is this, the
    -- outcome of the attempt is still taken should its worker come back with it.
    ADD COLUMN lost_until timestamptz,
    -- Attempts in a row that were lost; an outcome begins anew.
    ADD COLUMN lost       integer NOT NULL DEFAULT 0 CHECK (lost >= 0);

-- Every attempt writes its row twice: by the share of a large table that is dead, vacuum would come too late.
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
