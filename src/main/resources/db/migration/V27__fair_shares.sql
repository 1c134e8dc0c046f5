-- Keys whose text carries a MAC are told from made-up ones without asking here. The others are few and grow no more:
-- every pod knows their ids. The default is for pods of the version before, while an upgrade lasts.
alter table api_key add column has_mac boolean not null default false;

create index api_key_without_mac on api_key (id) where not has_mac;

-- An id signs nobody in. Those of keys that are revoked or have ended are left out.
create function api_keys_without_mac(most int) returns setof text language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    return query
        select k.id from api_key k
        where not k.has_mac and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > clock_timestamp())
        order by k.created_at desc limit most;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- How far a client has acknowledged, as client_position has it, but a client is its user's: whoever uses the id of a
-- colleague's client first does not take it from its owner.
create table client_place (
    organization_id text        not null,
    user_id         text        not null,
    client_id       text        not null,
    epoch           text        not null,
    since           bigint      not null, -- the client has seen nothing up to here
    acknowledged    bigint      not null,
    acknowledged_at timestamptz,
    seen_at         timestamptz not null default clock_timestamp(),
    primary key (organization_id, user_id, client_id)
);

create index client_place_seen_at on client_place (seen_at);

do $$
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('carillon.organization', '*', true);
    insert into client_place
        (organization_id, user_id, client_id, epoch, since, acknowledged, acknowledged_at, seen_at)
    select organization_id, user_id, client_id, epoch, since, acknowledged, acknowledged_at, seen_at from client_position;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- While an upgrade lasts, pods of the version before write to client_position; what they write is not lost. Nothing else
-- writes there any more, and a later version drops it.
create function note_client_place() returns trigger language plpgsql as $$
begin
    insert into client_place
        (organization_id, user_id, client_id, epoch, since, acknowledged, acknowledged_at, seen_at)
    values (new.organization_id, new.user_id, new.client_id, new.epoch, new.since, new.acknowledged,
            new.acknowledged_at, new.seen_at)
    on conflict (organization_id, user_id, client_id) do update set
        epoch = excluded.epoch,
        since = excluded.since,
        acknowledged = case when client_place.epoch = excluded.epoch
                then greatest(client_place.acknowledged, excluded.acknowledged)
                else excluded.acknowledged end,
        acknowledged_at = excluded.acknowledged_at,
        seen_at = excluded.seen_at;
    return null;
end
$$;

create trigger note_client_place after insert or update on client_position
for each row execute function note_client_place();

-- Both tables, so that what an upgrade has left behind goes as well.
create or replace function sweep_client_positions(not_seen_for interval, most int) returns bigint language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
    deleted bigint;
begin
    perform set_config('carillon.organization', '*', true);
    delete from client_position where (organization_id, client_id) in (
        select organization_id, client_id from client_position
        where seen_at < clock_timestamp() - not_seen_for limit most);
    with gone as (
        delete from client_place where (organization_id, user_id, client_id) in (
            select organization_id, user_id, client_id from client_place
            where seen_at < clock_timestamp() - not_seen_for limit most)
        returning 1
    )
    select count(*) into deleted from gone;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

do $do$
declare
    owner  text;
    beyond regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'client_place'::regclass;

    alter table client_place enable row level security;
    alter table client_place force row level security;
    create policy own_organization on client_place
    using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on client_place to %s
        using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);

    for beyond in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('api_keys_without_mac', 'sweep_client_positions')
    loop
        execute format(
            'alter function %s security definer set search_path = %I, pg_temp', beyond, current_schema());
        execute format('revoke all on function %s from public', beyond);
    end loop;
end
$do$;
