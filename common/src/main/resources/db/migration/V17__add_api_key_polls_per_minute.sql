-- A key's own limit of GET requests; absent for the default.
ALTER TABLE api_key
    ADD COLUMN polls_per_minute integer CHECK (polls_per_minute > 0);
