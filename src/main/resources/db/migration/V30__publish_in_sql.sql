-- Publishing from the caller's own transaction. carillon.publish checks a notification as POST /api/notifications does, and
-- puts it into the outbox. One pod relays the outbox to the log (package outbox).
-- See docs/adr/0029-publish-from-a-transaction.md

-- What is published and not yet in the log. Rows are inserted and deleted, and never changed.
create table outbox (
    xid             xid8        not null default pg_current_xact_id(), -- the caller's transaction: where to go on reading
    seq             bigint      not null generated always as identity, -- the order within it
    organization_id text        not null check (organization_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    user_id         text        check (user_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    type            text        not null,
    title           text        not null,
    message         text        not null,
    action_url      text,
    data            text,
    expires_at      timestamptz,
    collapse_key    text,
    primary key (xid, seq)
);

-- What the log cannot store, for an operator to look at.
create table outbox_dead (
    seq             bigint      primary key,
    organization_id text        not null,
    user_id         text,
    type            text        not null,
    title           text        not null,
    message         text        not null,
    action_url      text,
    data            text,
    expires_at      timestamptz,
    collapse_key    text,
    reason          text        not null,
    died_at         timestamptz not null default clock_timestamp()
);

-- Limits that pods have in their configuration, as the pod that relays has them.
create table publish_limit (
    sole               boolean primary key default true check (sole),
    max_message_length int     not null,
    max_data_bytes     int     not null,
    max_data_depth     int     not null
);

insert into publish_limit (max_message_length, max_data_bytes, max_data_depth) values (16384, 16384, 50);

-- Which pod relays. A lease that has ended may be taken. It spares work, and nothing depends on it: a pod that was frozen and
-- goes on finds the rows gone.
create table relay_lease (
    sole        boolean     primary key default true check (sole),
    holder      text        not null,
    valid_until timestamptz not null
);

insert into relay_lease (holder, valid_until) values ('', '-infinity');

-- The length as HTTP measures it: in UTF-16 units. Characters beyond the basic plane count twice.
create function utf16_length(t text) returns int immutable strict language sql as $$
    select char_length(t) + char_length(regexp_replace(t, '[^\U00010000-\U0010FFFF]', '', 'g'))
$$;

-- An IPv6 address as java.net.URI takes it, which class ActionUrl asks. Type inet takes others.
create function is_ipv6(t text) returns boolean immutable strict language plpgsql as $$
declare
    tail  text := substring(t from '[^:]*$');
    octet text;
begin
    if tail like '%.%' then
        if tail !~ '^[0-9]{1,9}([.][0-9]{1,9}){3}$' then
            return false;
        end if;
        foreach octet in array string_to_array(tail, '.') loop
            if octet::int > 255 then
                return false;
            end if;
        end loop;
        t := left(t, -char_length(tail)) || '0:0';
    end if;
    if t ~ '^[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){7}$' then
        return true;
    end if;
    return t ~ '^([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?::([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?$'
        and char_length(regexp_replace(t, '[0-9A-Fa-f]+', 'x', 'g')) - char_length(regexp_replace(t, '[0-9A-Fa-f]+', '', 'g')) <= 7;
end
$$;

-- The fault of a link, in the words and by the rules of class ActionUrl; null if it has none.
create function action_url_fault(url text) returns text immutable strict language plpgsql as $$
declare
    parts  text[];
    host   text;
    octet  text;
    labels text[];
    -- What java.net.URI takes outside ASCII is all but spaces and control characters.
    other constant text := '\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\U0010FFFF';
    query constant text := '([-A-Za-z0-9_.!~*''();/?:@&=+$,' || other || ']|\[|\]|%[0-9A-Fa-f]{2})*';
begin
    if url = '' then
        return 'must not be empty';
    end if;
    if url ~ '[\u0001-\u0020\u005C\u007F-\u009F]' then
        return 'must not hold spaces, control characters or backslashes';
    end if;
    if url like '/%' then
        return case when url like '//%' then 'must not begin with //' end;
    end if;
    if url !~ '^[Hh][Tt][Tt][Pp][Ss]?:' then
        return case when url ~ '^[A-Za-z][-A-Za-z0-9+.]*:' or url !~ ':' then
            'must be an absolute path or begin with http:// or https://' else 'is not a URL' end;
    end if;
    parts := regexp_match(
        url,
        '^[Hh][Tt][Tt][Pp][Ss]?://([-A-Za-z0-9.]+|\[[^]/?#]*\])(:[0-9]*)?(?:/(?:[-A-Za-z0-9_.!~*''():@&=+$,;/' || other
            || ']|%[0-9A-Fa-f]{2})*)?(?:\?' || query || ')?(?:#' || query || ')?$');
    if parts is null then
        return 'is not a URL with a host and without credentials';
    end if;
    if char_length(ltrim(parts[2], ':0')) > 10 or coalesce(nullif(ltrim(parts[2], ':'), ''), '0')::numeric > 2147483647 then
        return 'is not a URL';
    end if;
    host := parts[1];
    if host like '[%' then
        return case when host !~ '^\[[0-9A-Fa-f:.]+(%[A-Za-z0-9_.]+)?\]$' or not is_ipv6(substring(host from '^\[([^]%]*)'))
            then 'is not a URL' end;
    end if;
    if host ~ '^[0-9]{1,9}([.][0-9]{1,9}){3}$' then
        foreach octet in array string_to_array(host, '.') loop
            if octet::int > 255 then
                return 'is not a URL';
            end if;
        end loop;
        return null;
    end if;
    if host !~ '^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?([.][A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*[.]?$' then
        return 'is not a URL with a host and without credentials';
    end if;
    labels := string_to_array(rtrim(host, '.'), '.');
    return case when cardinality(labels) > 1 and labels[cardinality(labels)] ~ '^[0-9]' then 'is not a URL' end;
end
$$;

-- Compact JSON, the form that clients are sent.
create function compact_json(value jsonb, depth int) returns text immutable strict language plpgsql as $$
begin
    case jsonb_typeof(value)
    when 'object' then
        if depth = 0 then
            raise exception using errcode = '22023', column = 'data', message = 'data is nested too deeply';
        end if;
        return (
            select '{' || coalesce(string_agg(to_jsonb(e.key)::text || ':' || compact_json(e.value, depth - 1), ','), '') || '}'
            from jsonb_each(value) e);
    when 'array' then
        if depth = 0 then
            raise exception using errcode = '22023', column = 'data', message = 'data is nested too deeply';
        end if;
        return (
            select '[' || coalesce(string_agg(compact_json(e.value, depth - 1), ',' order by e.n), '') || ']'
            from jsonb_array_elements(value) with ordinality e (value, n));
    when 'number' then
        -- Half a unit beyond the largest double, from where on it is read as infinite.
        if abs(value::numeric) >= 1.797693134862315807937e308 then
            raise exception using errcode = '22023', column = 'data',
                message = 'data holds a number beyond the range of a double';
        end if;
        return value::text;
    else
        return value::text;
    end case;
end
$$;

-- Publishes in the caller's transaction: shown after its commit, and never if it is rolled back. Locks nothing and notifies
-- nobody, so it works at each isolation level and in a prepared transaction. Fields and errors are those of
-- POST /api/notifications; an error has SQL state 22023 and the field as its column.
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
    collapse_key text default null)
returns void language plpgsql volatile security definer as $$
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
                then 'must lie in the future, at the latest in the year 9999' end),
        (9, 'collapse_key', case when collapse_key collate "C" !~ id_form then id_fault end),
        (10, 'data', case
            when jsonb_typeof(data) <> 'object' then 'must be an object'
            -- The compact form is at least half as long. Looked at before work is spent on it.
            when octet_length(data::text) > 2 * allowed.max_data_bytes
                then 'must not be larger than ' || allowed.max_data_bytes || ' bytes of JSON' end)
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
    insert into outbox (organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key)
    values (organization_id, user_id, type, title, message, action_url, written,
            date_trunc('milliseconds', expires_at), collapse_key);
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Rows to relay, after (after_xid, after_seq): those that became visible since the snapshot "since", or all where it is null.
-- In at least one row. Reading the oldest first would visit whatever was deleted beside a long transaction; this never does.
create function outbox_page(since pg_snapshot, after_xid xid8, after_seq bigint, most int)
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
            (select o.xid, o.seq, o.organization_id from unnest(array(select pg_snapshot_xip(since))) running (xid)
             cross join lateral (
                select * from outbox o
                where o.xid = running.xid and (o.xid, o.seq) > (after_xid, after_seq)
                order by o.xid, o.seq limit most) o
             order by o.xid, o.seq limit most)
            order by xid, seq limit most) p on true
        order by p.xid, p.seq;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

create function outbox_take(organizations text[], xids xid8[], seqs bigint[]) returns setof outbox volatile language sql as $$
    delete from outbox o using unnest(xids, seqs) k (xid, seq)
    where o.xid = k.xid and o.seq = k.seq and o.organization_id = any (organizations)
    returning o.*
$$;

-- Moves rows of the outbox to the log, in one statement and commit. Locks organizations as append does, then deletes, then
-- appends what was deleted: whoever comes second finds nothing. Leaves out an organization whose lock is held or that has no
-- row yet, unless it "waits" for its only one.
create function relay(organizations text[], waits boolean, xids text[], seqs bigint[], marks int[])
returns table (
    organization text, before_id bigint, before_mark int, id bigint, mark int, at timestamptz,
    user_id text, type text, title text, message text, action_url text, data text, expires_at timestamptz, collapse_key text)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
    held  text[];
    taken outbox[];
begin
    -- All other organizations wait behind this one, and it is tried again soon.
    perform set_config('lock_timeout', '250ms', true);
    if waits then
        if not exists (select from organization g where g.id = organizations[1]) then
            insert into organization (id) values (organizations[1]) on conflict do nothing;
        end if;
        select array_agg(l.id) into held
        from (select g.id from organization g where g.id = organizations[1] for update) l;
    else
        with l as materialized (
            select g.id from unnest(organizations) o (id) join organization g on g.id = o.id for update of g skip locked)
        select array_agg(l.id) into held from l;
    end if;
    if held is null then
        return;
    end if;
    perform set_config('carillon.organization', '*', true);
    select array_agg(t order by t.xid, t.seq) into taken from outbox_take(held, xids::xid8[], seqs) t;
    if taken is not null then
        held := array(select distinct t.organization_id from unnest(taken) t);
        return query
            with d as (
                select t.*, array_position(held, t.organization_id) as owner, t.n::int as place
                from unnest(taken) with ordinality t
                    (xid, seq, organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key, n)
            ), a as materialized (
                select a.* from (
                    select array_agg(d.owner order by place) as owners, array_agg(d.place order by place) as submissions,
                           array_agg(d.user_id order by place) as users, array_agg(d.type order by place) as types,
                           array_agg(d.title order by place) as titles, array_agg(d.message order by place) as messages,
                           array_agg(d.action_url order by place) as urls, array_agg(d.data order by place) as datas,
                           array_agg(d.expires_at::text order by place) as expiries,
                           array_agg(d.collapse_key order by place) as collapse_keys
                    from d) c
                cross join lateral append(
                    held, waits, c.owners, c.submissions, marks[1 : cardinality(taken)], c.users, c.types, c.titles,
                    c.messages, c.urls, c.datas, c.expiries, c.collapse_keys,
                    '{}', '{}', '{}', '{}', '{}', interval '0') a
            )
            select d.organization_id, a.before_id, a.before_mark,
                   a.before_id + row_number() over (partition by d.owner order by d.place),
                   coalesce(a.shared_mark, marks[d.place]), a.at,
                   d.user_id, d.type, d.title, d.message, d.action_url, d.data, d.expires_at, d.collapse_key
            from d join a on a.organization = d.owner
            order by d.place;
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Takes a row that the log cannot store out of the way of the others. Whether it was still there.
create function outbox_bury(dead_xid text, dead_seq bigint, why text) returns boolean
language plpgsql volatile security definer as $$
declare
    named text := current_setting('carillon.organization', true);
    died  boolean;
begin
    perform set_config('carillon.organization', '*', true);
    with gone as (
        delete from outbox o where o.xid = dead_xid::xid8 and o.seq = dead_seq returning o.*
    )
    insert into outbox_dead
        (seq, organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key, reason)
    select g.seq, g.organization_id, g.user_id, g.type, g.title, g.message, g.action_url, g.data, g.expires_at,
           g.collapse_key, left(why, 1000)
    from gone g;
    died := found;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return died;
end
$$;

-- Puts publish where callers find it, and opens it to role carillon_publisher alone. At each start, because the role and the
-- right to make the schema may come later. Until then publish stays with the tables.
create function open_publish() returns void language plpgsql as $$
begin
    if not exists (select from pg_namespace where nspname = 'carillon') then
        -- In the same transaction. Otherwise a pod of an account named carillon that connects before the end of the migrations
        -- would find the new schema first in its search path, and no tables.
        if session_user = 'carillon' and current_schema() <> 'carillon'
                and not exists (
                    select from pg_db_role_setting chosen, unnest(chosen.setconfig) setting
                    where chosen.setrole = (select oid from pg_roles where rolname = session_user)
                      and chosen.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                      and setting like 'search_path=%') then
            execute format(
                'alter role %I in database %I set search_path = %I', session_user, current_database(), current_schema());
        end if;
        begin
            create schema carillon;
        exception when insufficient_privilege then
            raise warning 'Schema carillon cannot be created: create it, owned by %', current_user;
            return;
        end;
    end if;
    if to_regproc('carillon.publish') is null and to_regproc('publish') is not null then
        alter function publish(text, text, text, text, text, text, text, jsonb, timestamptz, text) set schema carillon;
    end if;
    if exists (select from pg_roles where rolname = 'carillon_publisher')
            and to_regprocedure('carillon.publish(text, text, text, text, text, text, text, jsonb, timestamptz, text)')
                is not null then
        grant usage on schema carillon to carillon_publisher;
        grant execute on function carillon.publish(text, text, text, text, text, text, text, jsonb, timestamptz, text)
            to carillon_publisher;
    end if;
end
$$;

-- The same as before, and what is new here.
create or replace function grant_to_application() returns void language plpgsql as $$
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
    revoke insert, update, delete on outbox, outbox_dead from carillon_application;
    if (select relkind from pg_class where oid = 'notification'::regclass) = 'p' then
        revoke insert, update, delete on notification, idempotency_key from carillon_application;
        revoke insert, update, delete on organization from carillon_application;
    end if;
    for beyond in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.prosecdef and p.proname <> 'publish'
    loop
        execute format('grant execute on function %s to carillon_application', beyond);
    end loop;
end
$$;

do $do$
declare
    owner   text;
    guarded text;
    one     regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    foreach guarded in array array['outbox', 'outbox_dead'] loop
        execute format('alter table %I enable row level security', guarded);
        execute format('alter table %I force row level security', guarded);
        execute format($policy$
            create policy own_organization on %I using (organization_id = current_setting('carillon.organization', true))
        $policy$, guarded);
        execute format($policy$
            create policy every_organization on %I to %s using (current_setting('carillon.organization', true) = '*')
        $policy$, guarded, owner);
    end loop;

    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('publish', 'outbox_page', 'outbox_take', 'relay', 'outbox_bury', 'open_publish', 'compact_json',
                            'action_url_fault', 'is_ipv6', 'utf16_length', 'grant_to_application')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
    end loop;
    -- The table is nearly empty whenever it is analyzed, and may be full of dead rows when it is read.
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proname in ('outbox_page', 'outbox_take')
    loop
        execute format('alter function %s set enable_seqscan = off', one);
        execute format('alter function %s set enable_bitmapscan = off', one);
        execute format('alter function %s set enable_hashjoin = off', one);
        execute format('alter function %s set enable_mergejoin = off', one);
    end loop;
    perform open_publish();
    perform grant_to_application();
end
$do$;
