-- How far a client has acknowledged: one row for each client that acknowledges, not for each delivery.
create table client_position (
    organization_id text        not null,
    client_id       text        not null,
    user_id         text        not null,
    epoch           text        not null,
    since           bigint      not null, -- the client has seen nothing up to here
    acknowledged    bigint      not null,
    acknowledged_at timestamptz,
    seen_at         timestamptz not null default clock_timestamp(),
    primary key (organization_id, client_id)
);

create index client_position_user on client_position (organization_id, user_id);
create index client_position_seen_at on client_position (seen_at);
