-- Events that committed with the state they announce and are not on the topic yet. The relay publishes in
-- the order of id and deletes what the broker acknowledged, so the table is nearly always nearly empty.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid NOT NULL,
    type        text NOT NULL,
    job_id      uuid NOT NULL,
    tenant      text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data        bytea NOT NULL,
    -- Set where the broker will never take the record; kept for a person to look at.
    parked_at   timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

CREATE INDEX outbox_waiting ON outbox (id) WHERE parked_at IS NULL;
