-- Recall and update. An entry of the log refers to an earlier notification and has no text: text stands in the notification's
-- own row and nowhere else, so there is no copy that could be forgotten.
--
-- Changes the catalog alone. Pods of the version before go on: to them an entry is a notification that has expired.

alter table notification
    add column sender          text, -- the caller that has created it; null for those published in SQL and for earlier ones
    -- Of an entry:
    add column change          text, -- recall or update; null for a notification
    add column changed_id      bigint, -- the notification that it is about, and that one's segment
    add column changed_segment int,
    -- Of a notification:
    add column changed_by      bigint, -- its newest entry
    add column changed_at      timestamptz;

-- Whoever has scheduled it, until it is in the log.
alter table outbox add column sender text;

-- What append does, with the sender of each draft. The one of that name stays for pods of the version before. Also relay and
-- move_due, with the sender of what was scheduled.
do $do$
declare
    written text := pg_get_functiondef('append'::regproc);
begin
    written := regexp_replace(written, '\mappend\M([.(])', 'append_notifications\1', 'g');
    written := replace(written, 'collapse_keys text[], keyed', 'collapse_keys text[], senders text[], keyed');
    written := replace(written, 'collapse_key, xid)', 'collapse_key, sender, xid)');
    written := replace(written, 'd.co, case', 'd.co, d.se, case');
    written := replace(written, 'expiries, collapse_keys)', 'expiries, collapse_keys, senders)');
    written := replace(written, 'ex, co, n)', 'ex, co, se, n)');
    written := replace(written, 'ex, co, place)', 'ex, co, se, place)');
    execute written;
    execute format('revoke all on function %s from public', 'append_notifications'::regproc::oid::regprocedure);
    written := pg_get_functiondef('relay'::regproc);
    written := replace(written, 'lateral append(', 'lateral append_notifications(');
    written := replace(written, 'collapse_key, n)', 'collapse_key, sender, n)');
    written := replace(
        written, 'place) as collapse_keys', 'place) as collapse_keys, array_agg(d.sender order by place) as senders');
    written := replace(written, 'c.collapse_keys,', 'c.collapse_keys, c.senders,');
    execute written;
    written := pg_get_functiondef('move_due'::regproc);
    written := replace(written, 'collapse_key)', 'collapse_key, sender)');
    written := replace(written, 'g.collapse_key', 'g.collapse_key, g.creator');
    execute written;
end
$do$;

-- Recalls or updates a notification: in one commit its text goes or is replaced, and the log gets an entry that says so. The
-- lock is that of append, so that of two changes the later one has the later entry.
--
-- "outcome" is done, or: repeated (the key was used before, for "id" and "known_fingerprint"), unchanged (it is recalled
-- already, by "id"), recalled (there is nothing left to update), missing.
create function change_notification(
    organization text, changed bigint,
    what text, -- recall or update
    allowed text, -- only if it was sent by this caller; null for any
    new_title text, new_message text, new_url text, new_data text,
    entry_mark int, caller text, key text, fingerprint text, keep_keys_for interval)
returns table (
    outcome text, known_fingerprint text, before_id bigint, before_mark int, id bigint, mark int, at timestamptz,
    user_id text, type text, title text, message text, action_url text, created_at timestamptz, data text,
    expires_at timestamptz, collapse_key text)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named  text := current_setting('carillon.organization', true);
    never  constant timestamptz := 'epoch'; -- what has expired by then was taken out of all lists
    lowest int;
    old    notification;
    shared int;
begin
    if current_setting('lock_timeout') = '0' then
        perform set_config('lock_timeout', '5s', true);
    end if;
    perform from organization g where g.id = organization for update;
    -- A statement of its own, which sees what was committed before the lock was granted.
    select segment_from(g, changed) into lowest from organization g where g.id = organization;
    outcome := 'missing';
    if lowest is null then
        return next;
        return;
    end if;
    perform set_config('carillon.organization', '*', true);
    if key is not null then
        select i.first_id, i.fingerprint, i.created_at into id, known_fingerprint, at from idempotency_key i
        where i.organization_id = organization and i.caller = change_notification.caller
          and i.key = change_notification.key and i.created_at > clock_timestamp() - keep_keys_for
        order by i.created_at desc limit 1;
    end if;
    if id is not null then
        outcome := 'repeated';
    else
        select n.* into old from notification n
        where n.organization_id = organization and n.id = changed and n.segment >= lowest and n.change is null
          and (allowed is null or n.sender = allowed);
        outcome := case
            when old.id is null then 'missing'
            when old.expires_at = never and what = 'recall' then 'unchanged'
            when old.expires_at = never then 'recalled'
            when old.expires_at <= clock_timestamp() and what = 'update' then 'missing'
            else 'done' end;
        id := old.changed_by;
        at := old.changed_at;
    end if;
    if outcome = 'done' then
        select a.before_id, a.before_mark, a.at, a.shared_mark into before_id, before_mark, at, shared
        from append_notifications(
            array[organization], true, '{1}', '{1}', array[entry_mark], array[old.user_id], array[old.type], '{""}', '{""}',
            '{NULL}', '{NULL}', array[never::text], '{NULL}', array[caller],
            case when key is null then '{}' else '{1}' end::int[], case when key is null then '{}' else '{1}' end::int[],
            array[caller], array[key], array[fingerprint], keep_keys_for) a;
        id := before_id + 1;
        mark := coalesce(shared, entry_mark);
        update notification n
        set change = what, changed_id = changed, changed_segment = old.segment
        where n.organization_id = organization and n.id = change_notification.id
          and n.segment = (select g.segment from organization g where g.id = organization);
        update notification n
        set title = coalesce(new_title, ''), message = coalesce(new_message, ''), action_url = new_url,
            data = new_data::json, expires_at = case when what = 'recall' then never else n.expires_at end,
            changed_by = change_notification.id, changed_at = change_notification.at
        where n.organization_id = organization and n.id = changed and n.segment = old.segment;
        user_id := old.user_id;
        type := old.type;
        title := new_title;
        message := new_message;
        action_url := new_url;
        created_at := old.created_at;
        data := new_data;
        expires_at := old.expires_at;
        collapse_key := old.collapse_key;
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

-- As log_page, which stays for pods of the version before, with the entries. An entry that updates comes with the
-- notification as it is now, unless a later entry has changed it again or retention has dropped it.
create function log_entries(organization text, after bigint, through bigint, most int)
returns table (
    head_id bigint, head_mark int, floor_id bigint, floor_mark int,
    id bigint, mark int, user_id text, type text, title text, message text, action_url text, created_at timestamptz,
    data json, expires_at timestamptz, collapse_key text, changed_at timestamptz, change text, changed_id bigint,
    shown boolean, new_title text, new_message text, new_action_url text, new_created_at timestamptz, new_data json,
    new_expires_at timestamptz, new_collapse_key text, new_changed_at timestamptz)
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
        select log_entries.head_id, log_entries.head_mark, log_entries.floor_id, log_entries.floor_mark,
               n.id, n.mark, n.user_id, n.type, n.title, n.message, n.action_url, n.created_at, n.data, n.expires_at,
               n.collapse_key, n.changed_at, n.change, n.changed_id, c.changed_by = n.id,
               c.title, c.message, c.action_url, c.created_at, c.data, c.expires_at, c.collapse_key, c.changed_at
        from (
            select * from notification n
            where n.organization_id = organization and n.segment >= lowest and n.id > after and n.id <= through
            order by n.id limit most) n
        left join lateral (
            select * from notification c
            where n.change = 'update' and c.segment = n.changed_segment and c.organization_id = organization
              and c.id = n.changed_id limit 1) c on true
        order by n.id;
    if not found then
        return next;
    end if;
end
$$;

-- The same for one user: what is for the user or for everybody.
create function log_entries_of_user(organization text, reader text, after bigint, most int)
returns table (
    head_id bigint, head_mark int, floor_id bigint, floor_mark int,
    id bigint, mark int, user_id text, type text, title text, message text, action_url text, created_at timestamptz,
    data json, expires_at timestamptz, collapse_key text, changed_at timestamptz, change text, changed_id bigint,
    shown boolean, new_title text, new_message text, new_action_url text, new_created_at timestamptz, new_data json,
    new_expires_at timestamptz, new_collapse_key text, new_changed_at timestamptz)
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
        select log_entries_of_user.head_id, log_entries_of_user.head_mark, log_entries_of_user.floor_id,
               log_entries_of_user.floor_mark,
               n.id, n.mark, n.user_id, n.type, n.title, n.message, n.action_url, n.created_at, n.data, n.expires_at,
               n.collapse_key, n.changed_at, n.change, n.changed_id, c.changed_by = n.id,
               c.title, c.message, c.action_url, c.created_at, c.data, c.expires_at, c.collapse_key, c.changed_at
        from (
            (select * from notification n
             where n.organization_id = organization and n.user_id = reader and n.segment >= lowest and n.id > after
             order by n.id limit most)
            union all
            (select * from notification n
             where n.organization_id = organization and n.user_id is null and n.segment >= lowest and n.id > after
             order by n.id limit most)
            order by id limit most) n
        left join lateral (
            select * from notification c
            where n.change = 'update' and c.segment = n.changed_segment and c.organization_id = organization
              and c.id = n.changed_id limit 1) c on true
        order by n.id;
    if not found then
        return next;
    end if;
end
$$;

do $do$
declare
    one regprocedure;
begin
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('change_notification', 'log_entries', 'log_entries_of_user')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        -- As for log_page: with PostgreSQL's own choice, statements over the parent were planned anew in each call.
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
    end loop;
    revoke all on function change_notification(
        text, bigint, text, text, text, text, text, text, int, text, text, text, interval) from public;
    perform grant_to_application();
end
$do$;
