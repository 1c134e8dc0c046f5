-- What a create was answered, for as long as its caller may repeat it. Looked up under the lock of the organization's
-- head, before ids are handed out: so ids stay gapless, and of twenty parallel repeats on three pods one is stored.
create table idempotency_key (
    organization_id text        not null,
    caller          text        not null, -- keys of different callers never meet
    key             text        not null,
    fingerprint     text        not null, -- of the body: another body under the same key is a mistake
    first_id        bigint      not null,
    notifications   int         not null,
    created_at      timestamptz not null default clock_timestamp(),
    primary key (organization_id, caller, key)
);

-- Rows come in the order of time and leave in it.
create index idempotency_key_created_at on idempotency_key using brin (created_at);
create index notification_created_at on notification using brin (created_at);
