-- What became of the deliveries that a replay queued, whoever sends them again later.
ALTER TABLE replay
    ADD COLUMN delivered integer NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    ADD COLUMN failed    integer NOT NULL DEFAULT 0 CHECK (failed >= 0);

-- Outcomes that are not in replay yet: a row for each replay and transaction that settles. Nobody who settles waits
-- for a replay's row, which a step may hold locked; so no foreign key either.
CREATE TABLE replay_outcome (
    replay_id uuid NOT NULL,
    delivered integer NOT NULL CHECK (delivered >= 0),
    failed    integer NOT NULL CHECK (failed >= 0)
);

CREATE INDEX outcome_of_replay ON replay_outcome (replay_id);

-- Until now the deliveries themselves were counted. What is under way is counted once it ends.
UPDATE replay r
SET delivered = d.delivered, failed = d.failed
FROM (SELECT replay_id,
             count(*) FILTER (WHERE status = 'delivered') AS delivered,
             count(*) FILTER (WHERE status = 'failed') AS failed
      FROM delivery
      WHERE replay_id IS NOT NULL
      GROUP BY replay_id) AS d
WHERE r.id = d.replay_id;

DROP INDEX delivery_of_replay;
