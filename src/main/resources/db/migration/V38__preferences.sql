-- What users want to be told, and what their organization sets for them. See docs/adr/0043-muting-is-a-view.md
--
-- "in_app" is what lists, counts and streams obey: patterns of types, each behind + (shown) or - (muted), the closest one first. Pods
-- and statements read the same text in the same order, so they cannot come to different ends. "types" and "quiet_hours" are JSON as it
-- was given.
create table preference (
    organization_id text    not null,
    user_id         text    not null,
    version         bigint  not null, -- of this row: whoever writes names the one that was read
    generation      bigint  not null, -- which change of both tables it is
    types           text    not null,
    quiet_hours     text,
    in_app          text[]  not null,
    mutes           boolean not null, -- whether any of "in_app" is a -
    primary key (organization_id, user_id)
);

-- "required" comes before what users say, and "in_app" after it.
create table preference_default (
    organization_id text    not null primary key,
    version         bigint  not null,
    generation      bigint  not null,
    types           text    not null,
    required        text[]  not null,
    in_app          text[]  not null,
    mutes           boolean not null -- whether any of both is a -
);

create index preference_generation on preference (generation);
create index preference_default_generation on preference_default (generation);

-- One row, locked from before a generation is given out until its transaction has ended, as in V24__revocations.sql.
create table preference_counter (
    single boolean primary key default true check (single),
    newest bigint  not null
);
insert into preference_counter (newest) values (0);

create function next_preference_generation() returns bigint language sql volatile as $$
    update preference_counter
    set newest = greatest(newest + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    returning newest
$$;

-- Gives the new version, or null if "expected" is not the present one. The user's counts get a new version, too. Locks the user's
-- row first, as whoever changes marks or erases the user does.
create function store_preferences(
    organization text, owner text, expected bigint, new_types text, new_quiet_hours text, new_in_app text[], new_mutes boolean)
returns bigint language plpgsql volatile as $$
begin
    insert into inbox as i (organization_id, user_id, changes) values (organization, owner, 0)
    on conflict (organization_id, user_id) do update set changes = i.changes;
    if expected <> coalesce((
            select p.version from preference p where p.organization_id = organization and p.user_id = owner), 0) then
        return null;
    end if;
    update inbox i set changes = i.changes + 1 where i.organization_id = organization and i.user_id = owner;
    insert into preference as p (organization_id, user_id, version, generation, types, quiet_hours, in_app, mutes)
    values (organization, owner, expected + 1, next_preference_generation(), new_types, new_quiet_hours, new_in_app, new_mutes)
    on conflict (organization_id, user_id) do update
        set version = excluded.version, generation = excluded.generation, types = excluded.types,
            quiet_hours = excluded.quiet_hours, in_app = excluded.in_app, mutes = excluded.mutes;
    return expected + 1;
end
$$;

-- The same for the organization. Its version is part of the version of all counts in it.
create function store_default_preferences(
    organization text, expected bigint, new_types text, new_required text[], new_in_app text[], new_mutes boolean)
returns bigint language plpgsql volatile as $$
declare
    given bigint := next_preference_generation(); -- locks: nobody else writes meanwhile
begin
    if expected <> coalesce((select d.version from preference_default d where d.organization_id = organization), 0) then
        return null;
    end if;
    insert into preference_default as d (organization_id, version, generation, types, required, in_app, mutes)
    values (organization, expected + 1, given, new_types, new_required, new_in_app, new_mutes)
    on conflict (organization_id) do update
        set version = excluded.version, generation = excluded.generation, types = excluded.types,
            required = excluded.required, in_app = excluded.in_app, mutes = excluded.mutes;
    return expected + 1;
end
$$;

-- Whose preferences have changed since a generation, the oldest first. Without a user: the organization's own.
create function preferences_since(known bigint, most int)
returns table (organization_id text, user_id text, generation bigint)
language plpgsql volatile as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    return query
        select c.* from (
            (select p.organization_id, p.user_id, p.generation from preference p
             where p.generation > known order by p.generation limit most)
            union all
            (select d.organization_id, null, d.generation from preference_default d
             where d.generation > known order by d.generation limit most)) c
        order by c.generation limit most;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- What streams obey, for several users of several organizations at once. Without a user: the organization's own.
create function preferences_of(organizations text[], users text[])
returns table (place bigint, generation bigint, required text[], in_app text[], mutes boolean)
language plpgsql volatile as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    return query
        select w.place, coalesce(p.generation, d.generation), d.required, coalesce(p.in_app, d.in_app), coalesce(p.mutes, d.mutes)
        from unnest(organizations, users) with ordinality w (organization, owner, place)
        left join preference p on p.organization_id = w.organization and p.user_id = w.owner
        left join preference_default d on d.organization_id = w.organization and w.owner is null
        where p.generation is not null or d.generation is not null;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- As in V37__erase_user.sql, and with the user's preferences.
create or replace function erase_user(organization text, erased text, after bigint, most int)
returns table (next_after bigint, notifications bigint)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named  text := current_setting('carillon.organization', true);
    never  constant timestamptz := 'epoch'; -- what has expired by then is in no list and no count
    nobody constant text := 'key:erased'; -- no session or token may have such a name
    lowest int;
begin
    if current_setting('lock_timeout') = '0' then
        perform set_config('lock_timeout', '5s', true);
    end if;
    perform set_config('carillon.organization', '*', true);
    if after = 0 then
        -- On its way to the log, and in the direction of that way: what is moved on meanwhile is met again. Before the lock, which
        -- whoever moves them takes last.
        delete from scheduled s where s.organization_id = organization and s.user_id = erased;
        update scheduled s set creator = null where s.organization_id = organization and s.creator = erased;
        delete from outbox o where o.organization_id = organization and o.user_id = erased;
        update outbox o set sender = null where o.organization_id = organization and o.sender = erased;
        delete from outbox_dead o where o.organization_id = organization and o.user_id = erased;
    end if;
    perform from organization g where g.id = organization for update;
    -- A statement of its own, which sees what was committed before the lock was granted.
    select segment_from(g, after + 1) into lowest from organization g where g.id = organization;
    -- As whoever changes marks does first.
    perform from inbox i where i.organization_id = organization and i.user_id = erased for update;
    notifications := 0;
    select max(n.id) into next_after from (
        select n.id from notification n
        where n.organization_id = organization and n.segment >= lowest and n.id > after order by n.id limit most) n;
    if next_after is not null then
        delete from inbox_mark m
        where m.organization_id = organization and m.user_id = erased and m.segment >= lowest
          and m.notification_id > after and m.notification_id <= erase_user.next_after;
        update notification n set sender = null
        where n.organization_id = organization and n.segment >= lowest and n.id > after and n.id <= erase_user.next_after
          and n.sender = erased;
        update notification n
        set user_id = nobody, type = 'erased', title = '', message = '', action_url = null, data = null,
            collapse_key = null, expires_at = never
        where n.organization_id = organization and n.segment >= lowest and n.id > after and n.id <= erase_user.next_after
          and n.user_id = erased;
        get diagnostics notifications = row_count;
    else
        delete from inbox_mark m where m.organization_id = organization and m.user_id = erased;
        delete from inbox i where i.organization_id = organization and i.user_id = erased;
        delete from preference p where p.organization_id = organization and p.user_id = erased;
        delete from client_place p where p.organization_id = organization and p.user_id = erased;
        delete from client_position p where p.organization_id = organization and p.user_id = erased;
        delete from idempotency_key k where k.organization_id = organization and k.caller = erased;
        update api_key k set created_by = nobody where k.organization_id = organization and k.created_by = erased;
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

do $do$
declare
    owner   text;
    guarded text;
    one     regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    foreach guarded in array array['preference', 'preference_default'] loop
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
          and p.proname in ('next_preference_generation', 'store_preferences', 'store_default_preferences', 'preferences_since',
                            'preferences_of', 'erase_user')
    loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
