-- Owner: api.

-- API keys by their SHA-256; a key itself is shown once and never stored.
CREATE TABLE api_key (
    id                  uuid PRIMARY KEY,
    hash                bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    tenant              text NOT NULL,
    name                text NOT NULL,
    scopes              text[] NOT NULL,
    requests_per_minute integer CHECK (requests_per_minute > 0),
    requests_per_hour   integer CHECK (requests_per_hour > 0),
    tokens_per_minute   integer CHECK (tokens_per_minute > 0),
    polls_per_minute    integer CHECK (polls_per_minute > 0),
    expires_at          timestamptz,
    created_at          timestamptz NOT NULL,
    revoked_at          timestamptz
);
