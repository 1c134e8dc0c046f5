-- json rather than jsonb: it is never searched, and what is read back has the bytes that went over the bus. jsonb would
-- reorder its keys and write out 1e300 with 300 digits.
alter table notification
    add column data         json,
    add column expires_at   timestamptz,
    add column collapse_key text;

-- Two indexes rather than one over a nullable user_id: PostgreSQL does not see that "user_id is null" leaves only the
-- order of the ids, and would sort everything that the organization was ever sent to find the newest twenty.
-- The included columns let a count be answered from the index.
create index notification_of_user on notification (organization_id, user_id, id)
    include (expires_at, collapse_key) where user_id is not null;
create index notification_of_everyone on notification (organization_id, id)
    include (expires_at, collapse_key) where user_id is null;

-- Finds the successor of a notification with a collapse key.
create index notification_collapse on notification (organization_id, user_id, collapse_key, id)
    where collapse_key is not null;

-- One row for each user who has ever changed something in the inbox; it is also the lock that puts a user's changes
-- in order.
create table inbox (
    organization_id text   not null,
    user_id         text   not null,
    -- Everything up to this id has been read, unless inbox_mark says otherwise.
    read_through    bigint not null default 0,
    -- How often the user has changed anything: the part of a count's version that creates do not move.
    changes         bigint not null default 0,
    primary key (organization_id, user_id)
)
with (fillfactor = 70);

-- Where one user's view of one notification differs from what the watermark says. No foreign key: the sweep
-- deletes old notifications and the marks on them in one statement.
create table inbox_mark (
    organization_id text    not null,
    user_id         text    not null,
    notification_id bigint  not null,
    is_read         boolean, -- null: as the watermark says
    -- It was read only when a newer one with its collapse key had taken its place, so it does not come back.
    replaced        boolean not null default false,
    archived        boolean not null default false,
    deleted         boolean not null default false,
    primary key (organization_id, user_id, notification_id)
)
with (fillfactor = 70);

-- What the list of the archive, and the count of what was marked unread again, are read from.
create index inbox_mark_archived on inbox_mark (organization_id, user_id, notification_id)
    where archived and not deleted;
create index inbox_mark_unread on inbox_mark (organization_id, user_id, notification_id)
    where not is_read and not archived and not deleted;

-- For retention, which deletes a notification together with everybody's marks on it.
create index inbox_mark_notification on inbox_mark (organization_id, notification_id);
