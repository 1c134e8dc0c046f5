-- The head of each organization's log. Its row lock is what puts the commits of one organization in order:
-- ids are handed out under it, in the transaction that inserts the notifications.
create table organization (
    id             text   primary key,
    head           bigint not null default 0,
    -- The highest id that retention has deleted: a cursor before it can no longer be resumed.
    pruned_through bigint not null default 0
)
-- Every create updates a head; room on the page keeps these updates away from the index (HOT).
with (fillfactor = 50);

-- No foreign key to organization: its check would lock the head's row once more for each insert, and the head
-- is written by the same statement.
create table notification (
    organization_id text        not null,
    id              bigint      not null,
    user_id         text,       -- null: the whole organization
    type            text        not null,
    title           text        not null,
    message         text        not null,
    action_url      text,
    created_at      timestamptz not null,
    primary key (organization_id, id)
);

-- Names the history that ids belong to. Another server (system identifier), a promoted standby or a point-in-time
-- restore (timeline), a restored dump (oids) give another epoch by themselves; it is computed rather than stored, so
-- no statement can hand out an id under the epoch of a history that is gone.
-- A database that does not tell its timeline (some managed ones) needs another body here: docs/operations.md.
create function history_epoch() returns text stable language sql as $$
    select substr(md5(concat_ws('/',
        (select system_identifier from pg_control_system()),
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
        (select oid from pg_database where datname = current_database()),
        'organization'::regclass::oid)), 1, 8)
$$;
