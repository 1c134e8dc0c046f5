-- Notifications that are shown at a time of their own, and bounds for whatever waits.
-- See docs/adr/0029-publish-from-a-transaction.md and docs/adr/0032-scheduled-by-due-time.md

-- What is accepted and not yet due. Rows are inserted and deleted, and never changed.
create table scheduled (
    seq             bigint      not null generated always as identity, -- the order of those that are due together
    xid             xid8        not null default pg_current_xact_id(), -- its transaction, to find it if that commits late
    organization_id text        not null check (organization_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    group_id        bigint      not null, -- random: ids in sequence would tell how much others schedule
    place           int         not null, -- among those of one request
    creator         text,                 -- who may see it and cancel it besides API keys; null where it was published in SQL
    deliver_at      timestamptz not null,
    user_id         text        check (user_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    type            text        not null,
    title           text        not null,
    message         text        not null,
    action_url      text,
    data            text,
    expires_at      timestamptz,
    collapse_key    text,
    primary key (organization_id, group_id, place)
);

create index scheduled_due on scheduled (deliver_at, seq);
create index scheduled_late on scheduled (xid, deliver_at);
create index scheduled_list on scheduled (organization_id, deliver_at, group_id, place);

-- Bounds, as the pod that relays has them in its configuration.
alter table publish_limit
    add column max_outbox                    bigint   not null default 100000,
    add column max_outbox_of_organization    bigint   not null default 50000,
    add column max_scheduled                 bigint   not null default 1000000,
    add column max_scheduled_of_organization bigint   not null default 10000,
    add column max_ahead                     interval not null default '365 days';

-- How much was waiting when the pod that relays has looked, and the newest number then. Later numbers add to it. So nobody
-- counts rows to publish one, and the bound of the outbox also holds while no pod runs.
create table relay_state (
    sole            boolean primary key default true check (sole),
    outbox_seq      bigint  not null,
    outbox_left     bigint  not null,
    scheduled_seq   bigint  not null,
    scheduled_count bigint  not null
);

-- What is in the outbox now is counted with the relay's next look.
insert into relay_state (outbox_seq, outbox_left, scheduled_seq, scheduled_count)
select case when is_called then last_value else 0 end, 0, 0, 0 from outbox_seq_seq;

-- The public id of a scheduled notification.
create function scheduled_id(group_id bigint, place int) returns text immutable strict language sql as $$
    select lpad(to_hex(group_id), 16, '0') || '-' || place
$$;

-- 62 random bits.
create function draw_group() returns bigint volatile language sql as $$
    select ('x' || replace(gen_random_uuid()::text, '-', ''))::bit(64)::bigint & 4611686018427387903
$$;

-- Rounded up, so that nothing is shown before its time.
create function whole_milliseconds(at timestamptz) returns timestamptz immutable strict language sql as $$
    select date_trunc('milliseconds', at + interval '0.000999 seconds')
$$;

-- By the database's clock, which alone decides what is due.
create function deliver_at_fault(at timestamptz, max_ahead interval) returns text volatile strict language sql as $$
    select case
        when at <= clock_timestamp() then 'must lie in the future'
        when at > clock_timestamp() + max_ahead
            then 'must not lie after ' || to_char((clock_timestamp() + max_ahead) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    end
$$;

-- How many rows of the organization were counted in this transaction, and all that were added since; null if none were. A
-- transaction that publishes many would count them again for each.
create function counted(what text, organization text, newest bigint) returns bigint stable language sql as $$
    select c[2]::bigint + newest - c[3]::bigint
    from string_to_array(current_setting('carillon.counted_' || what, true), ' ') c
    where c[1] = organization
$$;

create function note_counted(what text, organization text, rows bigint, newest bigint) returns void language sql as $$
    select set_config('carillon.counted_' || what, organization || ' ' || rows || ' ' || newest, true)
$$;

-- The bound of the outbox that one more notification of this organization would exceed; null if none. Called with all
-- organizations open. Counts only if so much is waiting that the organization's bound may be reached.
create function outbox_bound(organization text) returns text volatile language plpgsql as $$
declare
    allowed publish_limit;
    state   relay_state;
    newest  bigint := (select last_value from outbox_seq_seq);
    waiting bigint;
    own     bigint;
begin
    select * into strict allowed from publish_limit;
    select * into strict state from relay_state;
    waiting := greatest(newest - state.outbox_seq, 0) + state.outbox_left;
    if waiting >= allowed.max_outbox then
        -- A pod of the version before may relay, and tells nobody. So rows are counted before anybody fails.
        waiting := counted('outbox_total', '*', newest);
        if waiting is null or waiting >= allowed.max_outbox then
            select count(*) into waiting from (select from outbox limit allowed.max_outbox) o;
            perform note_counted('outbox_total', '*', waiting, newest);
        end if;
        if waiting >= allowed.max_outbox then
            return 'outbox_full';
        end if;
    end if;
    if waiting < allowed.max_outbox_of_organization then
        return null;
    end if;
    own := counted('outbox', organization, newest);
    if own is null or own >= allowed.max_outbox_of_organization then
        select count(*) into own from (
            select from outbox o where o.organization_id = organization limit allowed.max_outbox_of_organization) o;
        perform note_counted('outbox', organization, own, newest);
    end if;
    return case when own >= allowed.max_outbox_of_organization then 'outbox_full_of_organization' end;
end
$$;

-- The same for scheduled ones, of which "more" come. Those that are due are not counted: they are on their way.
create function scheduled_bound(organization text, more int) returns text volatile language plpgsql as $$
declare
    allowed publish_limit;
    state   relay_state;
    newest  bigint := (select last_value from scheduled_seq_seq);
    waiting bigint;
    own     bigint;
begin
    select * into strict allowed from publish_limit;
    select * into strict state from relay_state;
    waiting := greatest(newest - state.scheduled_seq, 0) + state.scheduled_count + more;
    if waiting > allowed.max_scheduled then
        return 'scheduled_full';
    end if;
    if waiting <= allowed.max_scheduled_of_organization then
        return null;
    end if;
    own := counted('scheduled', organization, newest);
    if own is null or own + more > allowed.max_scheduled_of_organization then
        select count(*) into own from (
            select from scheduled s where s.organization_id = organization and s.deliver_at > statement_timestamp()
            limit allowed.max_scheduled_of_organization) s;
        perform note_counted('scheduled', organization, own, newest);
    end if;
    return case when own + more > allowed.max_scheduled_of_organization then 'scheduled_full_of_organization' end;
end
$$;

do $do$
declare
    one regprocedure;
begin
    -- Its result is another one now. Another schema of this database may have a publish of its own in schema carillon.
    for one in
        select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.proname = 'publish'
          and (n.nspname = current_schema()
               or n.nspname = 'carillon'
                  and format('search_path=%I, pg_temp', current_schema()) = any (p.proconfig))
    loop
        execute format('drop function %s', one);
    end loop;
end
$do$;

-- Publishes in the caller's transaction: shown after its commit, and never if it is rolled back. Locks nothing and notifies
-- nobody, so it works at each isolation level and in a prepared transaction. Fields and errors are those of
-- POST /api/notifications; an error has SQL state 22023 and the field as its column. With deliver_at it is shown at that time, and
-- its id among the scheduled ones is returned. At a bound the error has SQL state 53400 and the bound's name as its constraint.
create function publish(
    organization_id text,
    type text,
    title text,
    message text,
    user_id text default null,
    audience text default null, -- 'organization' for everyone in it
    action_url text default null,
    data jsonb default null,
    expires_at timestamptz default null,
    collapse_key text default null,
    deliver_at timestamptz default null)
returns text language plpgsql volatile security definer as $$
#variable_conflict use_variable
declare
    named   text := current_setting('carillon.organization', true);
    allowed publish_limit;
    field   text;
    fault   text;
    id_form  constant text := '^[A-Za-z0-9_.:@-]{1,64}$';
    id_fault constant text := 'must be 1 to 64 of A-Z a-z 0-9 _ . : @ -';
    -- Anything but white space in the sense of Java's String.isBlank.
    not_blank constant text := '[^\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]';
    written text;
    bound   text;
    drawn   bigint;
begin
    select * into strict allowed from publish_limit;
    select f.field, f.fault into field, fault from (values
        (1, 'organization_id', case
            when organization_id is null then 'is missing'
            when organization_id collate "C" !~ id_form then id_fault end),
        (2, 'type', case
            when type is null then 'is missing'
            when type collate "C" !~ '^[A-Za-z0-9_.:-]{1,64}$' then 'must be 1 to 64 of A-Z a-z 0-9 _ . : -' end),
        (3, 'title', case
            when title is null or title collate "C" !~ not_blank then 'is missing'
            when octet_length(title) > 256 and utf16_length(title) > 256 then 'must not be longer than 256 characters' end),
        (4, 'message', case
            when message is null then 'is missing'
            when octet_length(message) > allowed.max_message_length and utf16_length(message) > allowed.max_message_length
                then 'must not be longer than ' || allowed.max_message_length || ' characters' end),
        (5, 'audience', case
            when audience is null then null
            when audience <> 'organization' then 'must be "organization"'
            when user_id is not null then 'cannot be given together with user_id' end),
        (6, 'user_id', case
            when user_id is null and audience is null then 'is missing'
            when user_id is not null and user_id collate "C" !~ id_form then id_fault end),
        (7, 'action_url', case
            when octet_length(action_url) > 2048 and utf16_length(action_url) > 2048
                then 'must not be longer than 2048 characters'
            else action_url_fault(action_url collate "C") end),
        (8, 'expires_at', case
            when expires_at <= clock_timestamp() or expires_at >= '10000-01-01T00:00:00Z'
                then 'must lie in the future, at the latest in the year 9999'
            when expires_at <= deliver_at then 'must lie after deliver_at' end),
        (9, 'collapse_key', case when collapse_key collate "C" !~ id_form then id_fault end),
        (10, 'data', case
            when jsonb_typeof(data) <> 'object' then 'must be an object'
            -- The compact form is at least half as long. Looked at before work is spent on it.
            when octet_length(data::text) > 2 * allowed.max_data_bytes
                then 'must not be larger than ' || allowed.max_data_bytes || ' bytes of JSON' end),
        (11, 'deliver_at', deliver_at_fault(deliver_at, allowed.max_ahead))
    ) f (n, field, fault) where f.fault is not null order by f.n limit 1;
    if fault is null then
        written := compact_json(data, allowed.max_data_depth);
        if octet_length(written) > allowed.max_data_bytes then
            field := 'data';
            fault := 'must not be larger than ' || allowed.max_data_bytes || ' bytes of JSON';
        end if;
    end if;
    if fault is not null then
        raise exception using errcode = '22023', message = field || ' ' || fault, column = field;
    end if;
    perform set_config('carillon.organization', '*', true);
    if deliver_at is null then
        bound := outbox_bound(organization_id);
    else
        bound := scheduled_bound(organization_id, 1);
    end if;
    if bound is not null then
        raise exception using errcode = '53400', constraint = bound, message = 'Too much is waiting: ' || bound,
            hint = 'Publish again later, or ask the operator of Carillon.';
    end if;
    if deliver_at is null then
        insert into outbox (organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key)
        values (organization_id, user_id, type, title, message, action_url, written,
                date_trunc('milliseconds', expires_at), collapse_key);
    else
        drawn := draw_group();
        insert into scheduled
            (organization_id, group_id, place, deliver_at, user_id, type, title, message, action_url, data, expires_at,
             collapse_key)
        values (organization_id, drawn, 1, whole_milliseconds(deliver_at), user_id, type, title, message, action_url, written,
                date_trunc('milliseconds', expires_at), collapse_key);
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return scheduled_id(drawn, 1);
end
$$;

-- Rows to relay, after (after_xid, after_seq): those that became visible since the snapshot "since", or all where it is null.
-- In at least one row. Reading the oldest first would visit whatever was deleted beside a long transaction; this never does.
create or replace function outbox_page(since pg_snapshot, after_xid xid8, after_seq bigint, most int)
returns table (snapshot text, server_start timestamptz, xid text, seq bigint, organization text)
language plpgsql stable security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    return query
        select pg_current_snapshot()::text, pg_postmaster_start_time(), p.xid::text, p.seq, p.organization_id
        from (values (1)) one left join (
            (select o.xid, o.seq, o.organization_id from outbox o
             where o.xid >= coalesce(pg_snapshot_xmax(since), '0') and (o.xid, o.seq) > (after_xid, after_seq)
             order by o.xid, o.seq limit most)
            union all
            -- Transactions that still run are left out: all that they have published would be looked at each time.
            (select o.xid, o.seq, o.organization_id
             from unnest(array(select pg_snapshot_xip(since))) running (xid)
             cross join lateral (
                select * from outbox o
                where o.xid = running.xid and (o.xid, o.seq) > (after_xid, after_seq)
                order by o.xid, o.seq limit most) o
             where pg_visible_in_snapshot(running.xid, pg_current_snapshot())
             order by o.xid, o.seq limit most)
            order by xid, seq limit most) p on true
        order by p.xid, p.seq;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Schedules all drafts of one create request, or none: outcome "stored". With a key that was used before: "repeated", with the
-- group of then, its size and its fingerprint. Otherwise the reason, and the draft at fault. A key is looked up before
-- anything is checked, because a repeated request may come after its time.
create function schedule(
    organization text, creator text,
    due text[], users text[], types text[], titles text[], messages text[], urls text[], datas text[], expiries text[],
    collapse_keys text[],
    key text, fingerprint text, keep_keys_for interval)
returns table (outcome text, stored_group bigint, place int, stored_fingerprint text)
language plpgsql volatile security definer as $$
#variable_conflict use_variable
declare
    named   text := current_setting('carillon.organization', true);
    allowed publish_limit;
    bound   text;
    drawn   bigint := draw_group();
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception using errcode = '25001', message = 'schedule needs READ COMMITTED';
    end if;
    select * into strict allowed from publish_limit;
    if current_setting('lock_timeout') = '0' then
        perform set_config('lock_timeout', '5s', true);
    end if;
    if key is not null then
        -- The lock under which append looks keys up.
        insert into organization (id) values (organization) on conflict do nothing;
        perform from organization g where g.id = organization for update;
        perform set_config('carillon.organization', '*', true);
        select 'repeated', -k.first_id, k.notifications, k.fingerprint
        into outcome, stored_group, place, stored_fingerprint
        from idempotency_key k
        where k.organization_id = organization and k.caller = creator and k.key = schedule.key
          and k.created_at > clock_timestamp() - keep_keys_for
        order by k.created_at desc limit 1;
        if outcome is not null then
            perform set_config('carillon.organization', coalesce(named, ''), true);
            return next;
            return;
        end if;
    end if;
    perform set_config('carillon.organization', '*', true);
    select d.fault, d.n into outcome, place
    from (select deliver_at_fault(d.at::timestamptz, allowed.max_ahead) as fault, d.n
          from unnest(due) with ordinality d (at, n)) d
    where d.fault is not null order by d.n limit 1;
    if outcome is null then
        bound := scheduled_bound(organization, cardinality(due));
        outcome := coalesce(bound, 'stored');
    end if;
    if outcome = 'stored' then
        insert into scheduled
            (organization_id, group_id, place, creator, deliver_at, user_id, type, title, message, action_url, data,
             expires_at, collapse_key)
        select organization, drawn, d.n, creator, whole_milliseconds(d.at::timestamptz), d.u, d.ty, d.ti, d.me,
               d.ur, d.da, d.ex::timestamptz, d.co
        from unnest(due, users, types, titles, messages, urls, datas, expiries, collapse_keys)
            with ordinality d (at, u, ty, ti, me, ur, da, ex, co, n)
        order by d.n;
        stored_group := drawn;
        place := cardinality(due);
        if key is not null then
            -- Until the tables are divided, a key of long ago may be in the way.
            delete from idempotency_key k
            where k.organization_id = organization and k.caller = creator and k.key = schedule.key;
            insert into idempotency_key
                (segment, organization_id, caller, key, fingerprint, first_id, notifications, created_at)
            values ((select max(number) from key_segment), organization, creator, schedule.key, schedule.fingerprint,
                    -drawn, cardinality(due), clock_timestamp());
        end if;
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

-- Whether it was there: then it is never shown. Of anybody's, or of one creator's.
create function cancel_scheduled(organization text, of_group bigint, at_place int, only_of text) returns boolean
language plpgsql volatile security definer as $$
declare
    named     text := current_setting('carillon.organization', true);
    canceled boolean;
begin
    perform set_config('carillon.organization', organization, true);
    delete from scheduled s
    where s.organization_id = organization and s.group_id = of_group and s.place = at_place
      and (only_of is null or s.creator = only_of);
    canceled := found;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return canceled;
end
$$;

-- Moves what is due to the outbox, up to "most" at a time, from (mark_at, mark_seq) on. What is due before that was moved by an
-- earlier call, unless it became visible later than its snapshot "since": those are looked up by their transactions. So is what
-- was accepted after the clock was set back. Reading the oldest first would visit whatever was deleted beside a long transaction.
create function move_due(since pg_snapshot, mark_at timestamptz, mark_seq bigint, most int)
returns table (snapshot text, server_start timestamptz, next_mark timestamptz, due int, last_at timestamptz, last_seq bigint)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    next_mark := statement_timestamp();
    server_start := pg_postmaster_start_time();
    snapshot := pg_current_snapshot()::text;
    with on_time as materialized (
        select s.organization_id, s.group_id, s.place, s.deliver_at, s.seq from scheduled s
        where s.deliver_at <= statement_timestamp() and (s.deliver_at, s.seq) > (mark_at, mark_seq)
        order by s.deliver_at, s.seq limit most
    ), late as materialized (
        (select s.organization_id, s.group_id, s.place
         from unnest(array(select pg_snapshot_xip(since))) running (xid)
         cross join lateral (
            select * from scheduled s
            where s.xid = running.xid and s.deliver_at <= least(mark_at, statement_timestamp()) limit most) s
         where pg_visible_in_snapshot(running.xid, pg_current_snapshot())
         limit most)
        union all
        (select s.organization_id, s.group_id, s.place from scheduled s
         where s.xid >= pg_snapshot_xmax(since) and s.deliver_at <= least(mark_at, statement_timestamp())
         limit most)
    ), gone as (
        delete from scheduled s
        using (select organization_id, group_id, place from on_time union select * from late) d
        where s.organization_id = d.organization_id and s.group_id = d.group_id and s.place = d.place
        returning s.*
    ), moved as (
        insert into outbox (organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key)
        select g.organization_id, g.user_id, g.type, g.title, g.message, g.action_url, g.data, g.expires_at, g.collapse_key
        from gone g order by g.deliver_at, g.seq
    )
    select greatest((select count(*) from on_time), (select count(*) from late)),
           (select o.deliver_at from on_time o order by o.deliver_at desc, o.seq desc limit 1),
           (select o.seq from on_time o order by o.deliver_at desc, o.seq desc limit 1)
    into due, last_at, last_seq;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

-- The newest number of the outbox.
create function outbox_newest() returns bigint volatile security definer language sql as $$
    select last_value from outbox_seq_seq
$$;

-- Counts scheduled notifications. The number is read first: what comes in between counts twice, and not never.
create function count_scheduled() returns bigint volatile security definer language plpgsql as $$
declare
    named  text := current_setting('carillon.organization', true);
    newest bigint := (select last_value from scheduled_seq_seq);
    total  bigint;
begin
    perform set_config('carillon.organization', '*', true);
    select count(*) into total from scheduled;
    update relay_state set scheduled_seq = newest, scheduled_count = total
    where (scheduled_seq, scheduled_count) <> (newest, total);
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return total;
end
$$;

-- Puts publish where callers find it, and opens it to role carillon_publisher alone. At each start, because the role and the
-- right to make the schema may come later. Until then publish stays with the tables.
create or replace function open_publish() returns void language plpgsql as $$
begin
    if not exists (select from pg_namespace where nspname = 'carillon') then
        begin
            create schema carillon;
        exception when insufficient_privilege then
            raise warning 'Schema carillon cannot be created: create it, owned by %', current_user;
            return;
        end;
    end if;
    if to_regproc('carillon.publish') is null and to_regproc('publish') is not null then
        alter function publish(text, text, text, text, text, text, text, jsonb, timestamptz, text, timestamptz) set schema carillon;
    end if;
    if exists (select from pg_roles where rolname = 'carillon_publisher')
            and to_regprocedure('carillon.publish(text, text, text, text, text, text, text, jsonb, timestamptz, text, timestamptz)')
                is not null then
        grant usage on schema carillon to carillon_publisher;
        grant execute on function carillon.publish(text, text, text, text, text, text, text, jsonb, timestamptz, text, timestamptz)
            to carillon_publisher;
    end if;
end
$$;

do $do$
declare
    owner text;
    one   regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    alter table scheduled enable row level security;
    alter table scheduled force row level security;
    create policy own_organization on scheduled using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on scheduled to %s using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);

    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('publish', 'outbox_page', 'open_publish', 'scheduled_id', 'draw_group', 'whole_milliseconds',
                            'deliver_at_fault', 'counted', 'note_counted', 'outbox_bound', 'scheduled_bound', 'schedule',
                            'cancel_scheduled', 'move_due', 'outbox_newest', 'count_scheduled')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
    end loop;
    -- Both tables are nearly empty whenever they are analyzed, and may be full of dead rows when they are read.
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('outbox_page', 'outbox_take', 'move_due', 'scheduled_bound')
    loop
        -- A scan that is forbidden and has no substitute seems so dear that the statement would be compiled: 70 ms each time.
        execute format('alter function %s set jit = off', one);
        execute format('alter function %s set enable_seqscan = off', one);
        execute format('alter function %s set enable_bitmapscan = off', one);
        execute format('alter function %s set enable_hashjoin = off', one);
        execute format('alter function %s set enable_mergejoin = off', one);
    end loop;
    perform open_publish();
    perform grant_to_application();
end
$do$;
