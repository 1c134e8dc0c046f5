-- The word of a sender about hand-over, also for what is published in SQL and for what is shown later: it waits beside the
-- notification, and comes into the log with it.
-- See docs/adr/0042-handed-over-by-the-claim.md
--
-- Changes the catalog alone. Pods of the version before relay by the functions of this one, so no word is lost on them.

-- In seconds, as in handover_wish.after_seconds; -1 for never; null where the rules decide.
alter table outbox add column handover_after int;
alter table outbox_dead add column handover_after int;
alter table scheduled add column handover_after int;

-- As the pod that relays has it in its configuration.
alter table publish_limit add column max_handover interval not null default '30 days';

-- The fault of a parameter "handover", in the words of the HTTP route; one of a field begins with the field. JSON's null is as if
-- the field were left out, as over HTTP.
create function handover_fault(handover jsonb, most interval) returns text immutable strict language plpgsql as $$
declare
    after_seconds jsonb := nullif(handover -> 'afterSeconds', 'null');
    never         jsonb := nullif(handover -> 'never', 'null');
    most_seconds  bigint := floor(extract(epoch from most));
    seconds       numeric;
begin
    if jsonb_typeof(handover) <> 'object' then
        return 'must be an object';
    end if;
    if handover - 'afterSeconds' - 'never' <> '{}' or (after_seconds is null) = (never is null) then
        return 'must have afterSeconds or never, and not both';
    end if;
    if after_seconds is null then
        return case when never <> 'true' then '.never must be true' end;
    end if;
    if jsonb_typeof(after_seconds) = 'number' then
        seconds := after_seconds::numeric;
    end if;
    -- 60.0 is no whole number over HTTP either.
    return case when seconds is null or scale(seconds) > 0 or seconds not between 0 and most_seconds
        then '.afterSeconds must be a whole number from 0 to ' || most_seconds end;
end
$$;

-- The same parameter as tables have it, once it is known to have no fault.
create function handover_wish_of(handover jsonb) returns int immutable strict language sql as $$
    select coalesce((handover ->> 'afterSeconds')::numeric::int, -1)
$$;

do $do$
declare
    one regprocedure;
begin
    -- It has one parameter more. Another schema of this database may have a publish of its own in schema carillon.
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
    deliver_at timestamptz default null,
    handover jsonb default null) -- {"afterSeconds": 60} or {"never": true}
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
    wish    int;
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
        (11, 'deliver_at', deliver_at_fault(deliver_at, allowed.max_ahead)),
        (12, 'handover', handover_fault(handover, allowed.max_handover))
    ) f (n, field, fault) where f.fault is not null order by f.n limit 1;
    if fault is null then
        written := compact_json(data, allowed.max_data_depth);
        if octet_length(written) > allowed.max_data_bytes then
            field := 'data';
            fault := 'must not be larger than ' || allowed.max_data_bytes || ' bytes of JSON';
        end if;
    end if;
    if fault is not null then
        raise exception using errcode = '22023', column = field,
            message = field || case when fault like '.%' then '' else ' ' end || fault;
    end if;
    wish := handover_wish_of(handover);
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
        insert into outbox
            (organization_id, user_id, type, title, message, action_url, data, expires_at, collapse_key, handover_after)
        values (organization_id, user_id, type, title, message, action_url, written,
                date_trunc('milliseconds', expires_at), collapse_key, wish);
    else
        drawn := draw_group();
        insert into scheduled
            (organization_id, group_id, place, deliver_at, user_id, type, title, message, action_url, data, expires_at,
             collapse_key, handover_after)
        values (organization_id, drawn, 1, whole_milliseconds(deliver_at), user_id, type, title, message, action_url, written,
                date_trunc('milliseconds', expires_at), collapse_key, wish);
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return scheduled_id(drawn, 1);
end
$$;

-- The functions of the way to the log, which carry it.
do $do$
declare
    one     record;
    written text;
begin
    for one in
        select p.name, p.changes from (values
            ('relay', array[
                'lateral append_notifications(', 'lateral append_with_wishes(',
                'collapse_key, sender, n)', 'collapse_key, sender, handover_after, n)',
                'array_agg(d.sender order by place) as senders',
                'array_agg(d.sender order by place) as senders, array_agg(d.handover_after order by place) as wishes',
                'interval ''0'')', 'interval ''0'', c.wishes)']),
            ('move_due', array[
                'collapse_key, sender)', 'collapse_key, sender, handover_after)',
                'g.collapse_key, g.creator', 'g.collapse_key, g.creator, g.handover_after']),
            ('outbox_bury', array[
                'collapse_key, reason)', 'collapse_key, handover_after, reason)',
                'g.collapse_key, left(', 'g.collapse_key, g.handover_after, left(']),
            -- The one of the old name stays for pods of the version before.
            ('schedule', array[
                '.schedule(', '.schedule_with_wishes(',
                ' schedule.', ' schedule_with_wishes.',
                'collapse_keys text[], key text', 'collapse_keys text[], wishes int[], key text',
                'expires_at, collapse_key)', 'expires_at, collapse_key, handover_after)',
                'd.ex::timestamptz, d.co', 'd.ex::timestamptz, d.co, d.wi',
                'expiries, collapse_keys)', 'expiries, collapse_keys, wishes)',
                'ex, co, n)', 'ex, co, wi, n)']),
            ('open_publish', array[
                'text, timestamptz)', 'text, timestamptz, jsonb)'])
        ) p (name, changes)
    loop
        written := pg_get_functiondef(one.name::regproc);
        for i in 1 .. cardinality(one.changes) by 2 loop
            if strpos(written, one.changes[i]) = 0 then
                raise exception '% is not as expected: %', one.name, one.changes[i];
            end if;
            written := replace(written, one.changes[i], one.changes[i + 1]);
        end loop;
        execute written;
    end loop;
end
$do$;

do $do$
declare
    one regprocedure;
begin
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('publish', 'handover_fault', 'handover_wish_of', 'schedule_with_wishes')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
    end loop;
    perform open_publish();
    perform grant_to_application();
end
$do$;
