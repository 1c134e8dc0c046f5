-- The keys of backends. What is stored verifies a key and cannot be used as one: 256 random bits need no slow hash.
create table api_key (
    id              text        primary key,
    organization_id text        not null,
    name            text        not null,
    hash            bytea       not null,   -- SHA-256 of the whole key
    admin           boolean     not null,   -- may create, list and revoke keys of its organization
    created_by      text        not null,
    created_at      timestamptz not null default clock_timestamp(),
    expires_at      timestamptz,
    revoked_at      timestamptz
);

create index api_key_organization on api_key (organization_id, created_at);
