-- The log in segments: rows are only ever added, retention drops whole segments, and no row is written by every create.
-- An empty database gets its segments here. In one that is in use this file changes the catalog alone: pods of the version
-- before go on, and the retention job divides the tables later (docs/operations.md, Upgrade).

-- We open segments, not the clock: a partition that was not made in time would reject creates, and a clock that steps back
-- would put a newer id into an older partition.
create table segment (
    number      int         primary key,
    opened_at   timestamptz not null default clock_timestamp(),
    -- The mark of all rows while pods of the version before may write too: their cursors have it. Null afterwards.
    shared_mark int
);

-- Idempotency keys live shorter than notifications, so they have segments of their own.
create table key_segment (
    number    int         primary key,
    opened_at timestamptz not null default clock_timestamp()
);

-- The newest notification that retention has dropped, for organizations of which it has dropped any.
create table organization_floor (
    organization_id text   primary key,
    id              bigint not null,
    mark            int    not null
);

-- The pointer: where the newest notification of an organization is. Written once for each segment, and locked by each append.
alter table organization
    add column segment           int    not null default 1,
    add column first_id          bigint not null default 1, -- the first id in that segment
    add column previous_segment  int    not null default 1, -- the segment with notifications before that one
    add column previous_first_id bigint not null default 1;

do $do$
declare
    used  boolean := exists (select from organization);
    epoch text;
    mark  int;
begin
    if used then
        epoch := history_epoch();
        if epoch !~ '^[0-9a-f]{8}$' then
            epoch := substr(md5(epoch), 1, 8);
        end if;
        mark := ('x' || epoch)::bit(32)::int;
        execute format($f$
            create or replace function history_epoch() returns text stable language sql as $epoch$select %L::text$epoch$
        $f$, epoch);
    end if;
    insert into segment (number, shared_mark) values (1, mark);
    insert into key_segment (number) values (1);

    -- A cursor of the version before is an epoch and an id. With the epoch as the mark of every row it remains valid.
    execute format($f$
        alter table notification
            add column segment int not null default 1,
            add column mark    int not null default %s,
            add column xid     xid8, -- of the transaction, on the last row of an append only
            add constraint notification_1_segment check (segment = 1) not valid
    $f$, coalesce(mark, 0));
    alter table inbox_mark
        add column segment int not null default 1,
        add constraint inbox_mark_1_segment check (segment = 1) not valid;
    alter table idempotency_key
        add column segment int not null default 1,
        add constraint idempotency_key_1_segment check (segment = 1) not valid;

    insert into organization_floor (organization_id, id, mark)
    select id, pruned_through, mark from organization where pruned_through > 0;
end
$do$;

-- Pods of the version before call these. They delete nothing any more.
create or replace function sweep_notifications(older_than interval, most int) returns bigint language sql as 'select 0::bigint';
create or replace function sweep_idempotency_keys(older_than interval, most int) returns bigint language sql as
    'select 0::bigint';

-- With a moment that is the same for the whole statement: only then is the index on the time used, and not every row read.
do $do$
declare
    sweep record;
begin
    for sweep in
        select pg_get_functiondef(p.oid) as definition from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proname in ('sweep_client_positions', 'sweep_revocations')
    loop
        execute replace(sweep.definition, 'clock_timestamp()', 'statement_timestamp()');
    end loop;
end
$do$;

-- A lower bound for the segments of notifications with this id and later ones. It keeps reads of what is new away from
-- old segments.
create function segment_from(o organization, first bigint) returns int immutable language sql as $$
    select case
        when first >= o.first_id then o.segment
        when first >= o.previous_first_id then o.previous_segment
        else 0
    end
$$;

-- Divides the tables into segments, of which what exists becomes the first. Changes the catalog alone if the indexes of the
-- first segment and its constraints are there before (class FirstSegment); otherwise this takes as long as they take.
create function use_segments() returns void language plpgsql as $$
declare
    owner   text;
    divided text;
    places  text;
begin
    if (select relkind from pg_class where oid = 'notification'::regclass) = 'p' then
        return;
    end if;
    lock table organization, notification, inbox_mark, idempotency_key in access exclusive mode;
    perform set_config('carillon.organization', '*', true);
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;

    update segment set shared_mark = null where shared_mark is not null;
    alter table organization drop column head, drop column pruned_through;

    foreach divided in array array['notification', 'inbox_mark', 'idempotency_key'] loop
        for places in
            select polname from pg_policy where polrelid = divided::regclass
        loop
            execute format('drop policy %I on %I', places, divided);
        end loop;
        execute format('alter table %I drop constraint %I', divided, divided || '_pkey');
        execute format('alter table %I rename to %I', divided, divided || '_1');
        -- Whoever asks a segment by its name gets nothing: no grant, and no policy.
        execute format('revoke all on %I from public', divided || '_1');
        if exists (select from pg_roles where rolname = 'carillon_application') then
            execute format('revoke all on %I from carillon_application', divided || '_1');
        end if;
        execute format(
            'create table %I (like %I including defaults) partition by list (segment)', divided, divided || '_1');
        execute format('alter table %I alter column segment drop default', divided);
        execute format('alter table %I enable row level security', divided);
        execute format('alter table %I force row level security', divided);
        execute format($policy$
            create policy own_organization on %I using (organization_id = current_setting('carillon.organization', true))
        $policy$, divided);
        execute format($policy$
            create policy every_organization on %I to %s using (current_setting('carillon.organization', true) = '*')
        $policy$, divided, owner);
    end loop;

    alter table notification alter column mark drop default;
    drop index notification_of_user, notification_of_everyone, notification_created_at;
    alter index notification_collapse rename to notification_1_collapse;
    create unique index notification_place on notification (organization_id, id, segment);
    create index notification_of_user on notification (organization_id, user_id, id)
        include (segment, expires_at, collapse_key) where user_id is not null;
    create index notification_of_everyone on notification (organization_id, id)
        include (segment, expires_at, collapse_key) where user_id is null;
    create index notification_collapse on notification (organization_id, user_id, collapse_key, id)
        where collapse_key is not null;
    create index notification_xid on notification (xid) where xid is not null;

    drop index inbox_mark_notification;
    alter index inbox_mark_archived rename to inbox_mark_1_archived;
    alter index inbox_mark_unread rename to inbox_mark_1_unread;
    create unique index inbox_mark_place on inbox_mark (organization_id, user_id, notification_id, segment);
    create index inbox_mark_archived on inbox_mark (organization_id, user_id, notification_id)
        where archived and not deleted;
    create index inbox_mark_unread on inbox_mark (organization_id, user_id, notification_id)
        where not is_read and not archived and not deleted;

    -- No index makes a key unique over its segments: the organization's lock does.
    drop index idempotency_key_created_at;
    create index idempotency_key_place on idempotency_key (organization_id, caller, key);

    foreach divided in array array['notification', 'inbox_mark', 'idempotency_key'] loop
        execute format('alter table %I attach partition %I for values in (1)', divided, divided || '_1');
    end loop;

    drop function history_epoch();
    drop function if exists session_history();
    drop function sweep_notifications(interval, int);
    drop function sweep_idempotency_keys(interval, int);
    perform grant_to_application();
    perform set_config('carillon.organization', '', true);
end
$$;

-- What the application's account may do. Notifications and keys are written by append alone, or marks would prove nothing.
create function grant_to_application() returns void language plpgsql as $$
declare
    granted text;
    beyond  regprocedure;
begin
    if not exists (select from pg_roles where rolname = 'carillon_application') then
        return;
    end if;
    execute format('grant usage on schema %I to carillon_application', current_schema());
    for granted in
        select c.relname from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'flyway_schema_history'
    loop
        execute format('grant select, insert, update, delete on %I to carillon_application', granted);
    end loop;
    revoke insert, update, delete on segment, key_segment, organization_floor from carillon_application;
    if (select relkind from pg_class where oid = 'notification'::regclass) = 'p' then
        revoke insert, update, delete on notification, idempotency_key from carillon_application;
        revoke insert, update, delete on organization from carillon_application;
    end if;
    for beyond in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.prosecdef
    loop
        execute format('grant execute on function %s to carillon_application', beyond);
    end loop;
end
$$;

-- Opens a segment for what is appended from now on. CREATE LIKE and ATTACH stop nobody; CREATE PARTITION OF would.
create function open_segment() returns int language plpgsql as $$
declare
    opened int;
begin
    perform pg_advisory_xact_lock(hashtext('carillon.segment'));
    select coalesce(max(number), 0) + 1 into opened from segment;
    perform add_partition('notification', opened);
    perform add_partition('inbox_mark', opened);
    insert into segment (number) values (opened);
    return opened;
end
$$;

create function open_key_segment() returns int language plpgsql as $$
declare
    opened int;
begin
    perform pg_advisory_xact_lock(hashtext('carillon.segment'));
    select coalesce(max(number), 0) + 1 into opened from key_segment;
    perform add_partition('idempotency_key', opened);
    insert into key_segment (number) values (opened);
    return opened;
end
$$;

create function add_partition(divided text, number int) returns void language plpgsql as $$
begin
    execute format(
        'create table %I (like %I including defaults including constraints including indexes including storage,'
            || ' check (segment = %s))',
        divided || '_' || number, divided, number);
    execute format('alter table %I enable row level security', divided || '_' || number);
    execute format('alter table %I force row level security', divided || '_' || number);
    execute format(
        'alter table %I attach partition %I for values in (%s)', divided, divided || '_' || number, number);
end
$$;

-- Keeps the last position of up to 1,000 organizations of a segment, so that their ids go on when it is dropped. Returns the
-- last of these organizations, to go on after; null after the last of all. The loose scan looks at each organization once,
-- not at each row.
create function keep_floors(number int, after text) returns text language plpgsql as $$
declare
    named   text := current_setting('carillon.organization', true);
    reached text;
begin
    perform set_config('carillon.organization', '*', true);
    execute format($f$
        with recursive o (id, i) as (
            (select organization_id, 1 from notification where segment = %1$s and organization_id > $1
             order by organization_id limit 1)
            union all
            (select x.organization_id, o.i + 1 from o, lateral (
                select organization_id from notification where segment = %1$s and organization_id > o.id
                order by organization_id limit 1) x where o.i < 1000)
        ), kept as (
            insert into organization_floor as f (organization_id, id, mark)
            select o.id, l.id, l.mark from o, lateral (
                select id, mark from notification where segment = %1$s and organization_id = o.id
                order by id desc limit 1) l
            on conflict (organization_id) do update set id = excluded.id, mark = excluded.mark where f.id < excluded.id
        ) select max(id) from o
    $f$, number) into reached using after;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return reached;
end
$$;

-- Appends to several organizations at once. Volatile, so that each statement in it sees what was committed before the locks
-- were granted: a head that was read in the statement of the lock would be given out twice.
--
-- An organization that is locked by somebody else, or that the table does not know yet, is left out of the answer. With
-- "waits", for one organization, its lock is waited for. The answer has the submissions whose key was used before: these
-- are not written.
create function append(
    organizations text[], -- distinct
    waits boolean,
    owners int[], -- of each draft: its place in organizations, from 1
    submissions int[], -- of each draft
    marks int[], users text[], types text[], titles text[], messages text[], urls text[], datas text[], expiries text[],
    collapse_keys text[],
    keyed int[], -- submissions with a key
    keyed_owners int[], callers text[], keys text[], fingerprints text[],
    keep_keys_for interval)
returns table (
    organization int, before_id bigint, before_mark int, at timestamptz, shared_mark int,
    repeated int[], repeated_first_ids bigint[], repeated_counts int[], repeated_fingerprints text[])
language plpgsql volatile as $$
#variable_conflict use_column
declare
    named   text := current_setting('carillon.organization', true);
    sole    text := organizations[1];
    held    int[];
    ids     bigint[];
    befores int[];
    pointed int[];
    again   int[] := '{}';
    newest  int;
    shared  int;
    s       int;
    b       bigint;
    m       int;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception using errcode = '25001', message = 'append needs READ COMMITTED';
    end if;
    if current_setting('lock_timeout') = '0' then
        -- Behind a pooler, what a session has set may be gone.
        perform set_config('lock_timeout', '5s', true);
    end if;
    if waits then
        select array_agg(l.k), array_agg(l.segment) into held, pointed
        from (select 1 as k, g.segment from organization g where g.id = sole for update) l;
        if held is null then
            -- Its first notification. This waits for another pod's; then the row is there and can be locked.
            insert into organization (id) values (sole) on conflict do nothing;
            select array_agg(l.k), array_agg(l.segment) into held, pointed
            from (select 1 as k, g.segment from organization g where g.id = sole for update) l;
        end if;
    else
        -- Row locks: hundreds of advisory locks would fill the server's lock table.
        with l as materialized (
            select o.k, g.segment from unnest(organizations) with ordinality o (id, k) join organization g on g.id = o.id
            for update of g skip locked)
        select array_agg(l.k::int order by l.k), array_agg(l.segment order by l.k) into held, pointed from l;
    end if;
    if held is null then
        return;
    end if;

    perform set_config('carillon.organization', '*', true);
    select g.number, g.shared_mark into newest, shared from segment g order by g.number desc limit 1;
    at := date_trunc('milliseconds', clock_timestamp());
    shared_mark := shared;

    -- The short way of most creates.
    if cardinality(organizations) = 1 and cardinality(keyed) = 0 and pointed[1] = newest and shared is null then
        select n.id, n.mark into before_id, before_mark from notification n
        where n.segment = newest and n.organization_id = sole order by n.id desc limit 1;
        if before_id is not null then
            insert into notification
                (segment, organization_id, id, mark, user_id, type, title, message, action_url, created_at, data, expires_at,
                 collapse_key, xid)
            select newest, sole, append.before_id + d.n, d.mark, d.u, d.ty, d.ti, d.me, d.ur, append.at,
                   d.da::json, d.ex::timestamptz, d.co, case when d.n = cardinality(marks) then pg_current_xact_id() end
            from unnest(marks, users, types, titles, messages, urls, datas, expiries, collapse_keys)
                with ordinality d (mark, u, ty, ti, me, ur, da, ex, co, n);
            organization := 1;
            repeated := '{}';
            perform set_config('carillon.organization', coalesce(named, ''), true);
            return next;
            return;
        end if;
    end if;

    -- The heads, by a snapshot that is younger than the locks: in the newest segment all at once, and once for an
    -- organization and segment in an older one.
    select array_agg(n.id order by h.i), array_agg(n.mark order by h.i) into ids, befores
    from unnest(held) with ordinality h (k, i)
    left join lateral (
        select n.id, n.mark from notification n
        where n.segment = newest and n.organization_id = organizations[h.k] order by n.id desc limit 1) n on true;
    for i in 1 .. cardinality(held) loop
        continue when ids[i] is not null;
        select n.id, n.mark into b, m from notification n
        where n.segment = pointed[i] and n.organization_id = organizations[held[i]] order by n.id desc limit 1;
        if b is null then
            pointed[i] := null;
            select f.id, f.mark into b, m from organization_floor f where f.organization_id = organizations[held[i]];
        end if;
        ids[i] := coalesce(b, 0);
        befores[i] := coalesce(m, 0);
    end loop;

    if cardinality(keyed) > 0 then
        select coalesce(array_agg(w.submission order by w.n), '{}'), array_agg(k.first_id order by w.n),
               array_agg(k.notifications order by w.n), array_agg(k.fingerprint order by w.n)
        into again, repeated_first_ids, repeated_counts, repeated_fingerprints
        from unnest(keyed, keyed_owners, callers, keys) with ordinality w (submission, owner, caller, key, n)
        join lateral (
            select i.first_id, i.notifications, i.fingerprint from idempotency_key i
            where i.organization_id = organizations[w.owner] and i.caller = w.caller and i.key = w.key
              and i.created_at > append.at - keep_keys_for
            order by i.created_at desc limit 1) k on true
        where w.owner = any (held);
    end if;
    repeated := again;

    insert into notification
        (segment, organization_id, id, mark, user_id, type, title, message, action_url, created_at, data, expires_at,
         collapse_key, xid)
    select newest, organizations[d.owner], d.head + d.n, coalesce(shared, d.mark), d.u, d.ty, d.ti, d.me, d.ur, append.at,
           d.da::json, d.ex::timestamptz, d.co, case when d.n = d.all_of_it then pg_current_xact_id() end
    from (
        select d.*, h.id as head, row_number() over (partition by d.owner order by d.place) as n,
               count(*) over (partition by d.owner) as all_of_it
        from unnest(held, ids) h (k, id)
        join unnest(owners, submissions, marks, users, types, titles, messages, urls, datas, expiries, collapse_keys)
            with ordinality d (owner, submission, mark, u, ty, ti, me, ur, da, ex, co, place) on d.owner = h.k
        where d.submission <> all (again)
    ) d;

    -- The pointers, once for each segment. None moves to a segment that got nothing.
    for i in 1 .. cardinality(held) loop
        continue when pointed[i] = newest and shared is null;
        continue when not exists (
            select from unnest(owners, submissions) d (owner, submission)
            where d.owner = held[i] and d.submission <> all (again));
        if shared is not null then
            update organization g
            set head = ids[i] + (select count(*) from unnest(owners, submissions) d (owner, submission)
                                 where d.owner = held[i] and d.submission <> all (again))
            where g.id = organizations[held[i]];
        else
            update organization g
            set segment = newest, first_id = ids[i] + 1,
                previous_segment = case when pointed[i] is null then newest else g.segment end,
                previous_first_id = case when pointed[i] is null then ids[i] + 1 else g.first_id end
            where g.id = organizations[held[i]];
        end if;
    end loop;

    if cardinality(keyed) > cardinality(again) then
        if shared is null then
            insert into idempotency_key
                (segment, organization_id, caller, key, fingerprint, first_id, notifications, created_at)
            select (select max(number) from key_segment), organizations[w.owner], w.caller, w.key, w.fingerprint,
                   n.first_id, n.written, append.at
            from unnest(keyed, keyed_owners, callers, keys, fingerprints) w (submission, owner, caller, key, fingerprint)
            join (
                select d.submission, h.id + min(d.n) as first_id, count(*) as written
                from unnest(held, ids) h (k, id)
                join (select d.owner, d.submission, row_number() over (partition by d.owner order by d.place) as n
                      from unnest(owners, submissions) with ordinality d (owner, submission, place)
                      where d.submission <> all (again)) d on d.owner = h.k
                group by d.submission, h.id) n on n.submission = w.submission;
        else
            insert into idempotency_key
                (organization_id, caller, key, fingerprint, first_id, notifications, created_at)
            select organizations[w.owner], w.caller, w.key, w.fingerprint, n.first_id, n.written, append.at
            from unnest(keyed, keyed_owners, callers, keys, fingerprints) w (submission, owner, caller, key, fingerprint)
            join (
                select d.submission, h.id + min(d.n) as first_id, count(*) as written
                from unnest(held, ids) h (k, id)
                join (select d.owner, d.submission, row_number() over (partition by d.owner order by d.place) as n
                      from unnest(owners, submissions) with ordinality d (owner, submission, place)
                      where d.submission <> all (again)) d on d.owner = h.k
                group by d.submission, h.id) n on n.submission = w.submission
            on conflict (organization_id, caller, key) do update set
                fingerprint = excluded.fingerprint, first_id = excluded.first_id,
                notifications = excluded.notifications, created_at = excluded.created_at;
        end if;
    end if;

    perform set_config('carillon.organization', coalesce(named, ''), true);
    return query
        select h.k, h.id, h.mark, append.at, shared, again, append.repeated_first_ids, append.repeated_counts,
               append.repeated_fingerprints
        from unnest(held, ids, befores) h (k, id, mark);
end
$$;

-- What became visible since the snapshot "since". A row that is visible now and was not then was written by a transaction
-- that was running then, or began later. A window of time could miss one: nothing bounds how long a commit takes.
-- Not complete, and without heads: the first answer, one of more than "most" commits, and those that are given while pods of
-- the version before write rows without xid.
create function committed_since(since pg_snapshot, most int)
returns table (snapshot text, server_start timestamptz, complete boolean, organization_id text, id bigint, mark int)
language plpgsql stable as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
    seen  pg_snapshot := pg_current_snapshot();
    names text[] := '{}';
    ids   bigint[] := '{}';
    marks int[] := '{}';
begin
    perform set_config('carillon.organization', '*', true);
    complete := since is not null and not exists (select from segment where shared_mark is not null);
    if complete then
        select coalesce(array_agg(n.organization_id), '{}'), array_agg(n.id), array_agg(n.mark) into names, ids, marks
        from (
            select n.organization_id, n.id, n.mark from notification n
            where n.xid >= pg_snapshot_xmax(since) and n.xid < pg_snapshot_xmax(seen)
            union all
            select n.organization_id, n.id, n.mark from notification n
            where n.xid = any (array(select pg_snapshot_xip(since)))
            limit most + 1) n;
        complete := cardinality(names) <= most;
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    -- In at least one row, which names no organization if there is none.
    return query
        select seen::text, pg_postmaster_start_time(), committed_since.complete, n.organization_id, n.id, n.mark
        from (values (1)) one left join (
            select distinct on (c.organization_id) c.organization_id, c.id, c.mark
            from unnest(names, ids, marks) c (organization_id, id, mark)
            order by c.organization_id, c.id desc) n on committed_since.complete;
end
$$;

-- The heads of organizations, by their pointers.
create function log_heads(organizations text[])
returns table (organization_id text, id bigint, mark int)
language plpgsql stable as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    return query
        select o.id, coalesce(n.id, f.id), coalesce(n.mark, f.mark)
        from unnest(organizations) w (id)
        join organization o on o.id = w.id
        left join lateral (
            select n.id, n.mark from notification n
            where n.segment = o.segment and n.organization_id = o.id order by n.id desc limit 1) n on true
        left join organization_floor f on f.organization_id = o.id and n.id is null
        where coalesce(n.id, f.id) is not null;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- A page of an organization's log, with the head and the floor that belong to it, in at least one row. In PL/pgSQL, because
-- the bound of the segments is then known when a statement begins, and the other segments are not even opened.
create function log_page(organization text, after bigint, through bigint, most int)
returns table (
    head_id bigint, head_mark int, floor_id bigint, floor_mark int,
    id bigint, mark int, user_id text, type text, title text, message text, action_url text, created_at timestamptz,
    data json, expires_at timestamptz, collapse_key text)
language plpgsql stable as $$
#variable_conflict use_column
declare
    newest int;
    lowest int;
begin
    select o.segment, segment_from(o, after + 1) into newest, lowest from organization o where o.id = organization;
    select f.id, f.mark into floor_id, floor_mark from organization_floor f where f.organization_id = organization;
    select n.id, n.mark into head_id, head_mark from notification n
    where n.segment = newest and n.organization_id = organization order by n.id desc limit 1;
    if head_id is null then
        head_id := floor_id;
        head_mark := floor_mark;
    end if;
    return query
        select log_page.head_id, log_page.head_mark, log_page.floor_id, log_page.floor_mark,
               n.id, n.mark, n.user_id, n.type, n.title, n.message, n.action_url, n.created_at, n.data, n.expires_at,
               n.collapse_key
        from notification n
        where n.organization_id = organization and n.segment >= lowest and n.id > after and n.id <= through
        order by n.id limit most;
    if not found then
        return next;
    end if;
end
$$;

-- The same for one user: what is for the user or for everybody.
create function log_page_of_user(organization text, reader text, after bigint, most int)
returns table (
    head_id bigint, head_mark int, floor_id bigint, floor_mark int,
    id bigint, mark int, user_id text, type text, title text, message text, action_url text, created_at timestamptz,
    data json, expires_at timestamptz, collapse_key text)
language plpgsql stable as $$
#variable_conflict use_column
declare
    newest int;
    lowest int;
begin
    select o.segment, segment_from(o, after + 1) into newest, lowest from organization o where o.id = organization;
    select f.id, f.mark into floor_id, floor_mark from organization_floor f where f.organization_id = organization;
    select n.id, n.mark into head_id, head_mark from notification n
    where n.segment = newest and n.organization_id = organization order by n.id desc limit 1;
    if head_id is null then
        head_id := floor_id;
        head_mark := floor_mark;
    end if;
    return query
        select log_page_of_user.head_id, log_page_of_user.head_mark, log_page_of_user.floor_id, log_page_of_user.floor_mark,
               n.id, n.mark, n.user_id, n.type, n.title, n.message, n.action_url, n.created_at, n.data, n.expires_at,
               n.collapse_key
        from (
            (select * from notification n
             where n.organization_id = organization and n.user_id = reader and n.segment >= lowest and n.id > after
             order by n.id limit most)
            union all
            (select * from notification n
             where n.organization_id = organization and n.user_id is null and n.segment >= lowest and n.id > after
             order by n.id limit most)) n
        order by n.id limit most;
    if not found then
        return next;
    end if;
end
$$;

-- The marks of the notifications with these ids, those that are there. The floor's is known after it was dropped.
create function log_marks(organization text, ids bigint[])
returns table (id bigint, mark int)
language plpgsql stable as $$
#variable_conflict use_column
declare
    lowest int := (select segment_from(o, (select min(i) from unnest(ids) i)) from organization o where o.id = organization);
begin
    return query
        select n.id, n.mark from notification n
        where n.organization_id = organization and n.segment >= lowest and n.id = any (ids)
        union
        select f.id, f.mark from organization_floor f where f.organization_id = organization and f.id = any (ids);
end
$$;

-- Whether the log has a notification with this id and mark. Before the floor nobody can tell, and nothing depends on it.
-- The mark in the form of cursors, as client_place has it in "epoch".
create function is_in_log(organization text, id bigint, mark text) returns boolean language plpgsql stable as $$
begin
    if id = 0 then
        return true;
    end if;
    return exists (
            select from organization o
            join notification n on n.organization_id = o.id and n.segment >= segment_from(o, is_in_log.id)
            where o.id = organization and n.id = is_in_log.id and lpad(to_hex(n.mark), 8, '0') = is_in_log.mark)
        or exists (
            select from organization_floor f
            where f.organization_id = organization
              and (f.id > is_in_log.id or (f.id = is_in_log.id and lpad(to_hex(f.mark), 8, '0') = is_in_log.mark)));
end
$$;

do $do$
declare
    owner   text;
    one     regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;

    alter table organization_floor enable row level security;
    alter table organization_floor force row level security;
    create policy own_organization on organization_floor
    using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on organization_floor to %s
        using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);

    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('append', 'committed_since', 'log_heads', 'log_page', 'log_page_of_user', 'log_marks',
                            'is_in_log', 'open_segment', 'open_key_segment', 'add_partition', 'keep_floors', 'use_segments',
                            'grant_to_application')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
    end loop;
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('append', 'committed_since', 'log_heads', 'open_segment', 'open_key_segment', 'add_partition',
                            'keep_floors', 'use_segments', 'grant_to_application')
    loop
        execute format('revoke all on function %s from public', one);
    end loop;
    -- These look beyond one organization, and do one thing.
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proname in ('append', 'committed_since', 'log_heads')
    loop
        execute format('alter function %s security definer', one);
    end loop;
    -- With PostgreSQL's own choice, statements over the parent were planned anew in each call.
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('append', 'committed_since', 'log_heads', 'log_page', 'log_page_of_user', 'log_marks')
    loop
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
    end loop;

    if not exists (select from organization) then
        perform use_segments();
    end if;
end
$do$;
