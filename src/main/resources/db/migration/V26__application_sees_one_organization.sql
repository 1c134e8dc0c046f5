-- Where the application has an account of its own, nothing that it can set shows it all organizations any more, so that
-- neither does a statement that somebody has smuggled in. What looks beyond one organization runs in functions that do one
-- thing each, with the rights of whoever owns the tables; policies that open more than one organization are for that role
-- alone. A set-up with a single account is the owner, and as open as before: the application says so when it starts.

-- Deletes notifications that are older, together with everybody's marks on them, and notes how far they are gone. That note
-- may run ahead of a row that is left for the next batch; then a client is told to reload although it need not.
create function sweep_notifications(older_than interval, most int) returns bigint language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
    deleted bigint;
begin
    perform set_config('carillon.organization', '*', true);
    with gone as (
        delete from notification where (organization_id, id) in (
            select organization_id, id from notification
            where created_at < clock_timestamp() - older_than limit most)
        returning organization_id, id
    ), unmarked as (
        delete from inbox_mark m using gone g
        where m.organization_id = g.organization_id and m.notification_id = g.id
    ), marked as (
        update organization o set pruned_through = greatest(o.pruned_through, g.id)
        from (select organization_id, max(id) as id from gone group by organization_id) g
        where o.id = g.organization_id
    )
    select count(*) into deleted from gone;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

create function sweep_idempotency_keys(older_than interval, most int) returns bigint language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
    deleted bigint;
begin
    perform set_config('carillon.organization', '*', true);
    with gone as (
        delete from idempotency_key where (organization_id, caller, key) in (
            select organization_id, caller, key from idempotency_key
            where created_at < clock_timestamp() - older_than limit most)
        returning 1
    )
    select count(*) into deleted from gone;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

create function sweep_client_positions(not_seen_for interval, most int) returns bigint language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
    deleted bigint;
begin
    perform set_config('carillon.organization', '*', true);
    with gone as (
        delete from client_position where (organization_id, client_id) in (
            select organization_id, client_id from client_position
            where seen_at < clock_timestamp() - not_seen_for limit most)
        returning 1
    )
    select count(*) into deleted from gone;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

create function sweep_revocations(most int) returns bigint language plpgsql as $$
declare
    named text := current_setting('carillon.organization', true);
    deleted bigint;
begin
    perform set_config('carillon.organization', '*', true);
    with gone as (
        delete from revocation where (organization_id, credential) in (
            select organization_id, credential from revocation where expires_at < clock_timestamp() limit most)
        returning 1
    )
    select count(*) into deleted from gone;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

do $do$
declare
    owner   text;
    beyond  regprocedure;
    guarded text;
    policy  record;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;

    for guarded in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and a.attname = 'organization_id' and not a.attisdropped
    loop
        execute format('drop policy own_organization on %I', guarded);
        execute format($policy$
            create policy own_organization on %I
            using (organization_id = current_setting('carillon.organization', true))
        $policy$, guarded);
        execute format($policy$
            create policy every_organization on %I to %s
            using (current_setting('carillon.organization', true) = '*')
        $policy$, guarded, owner);
    end loop;

    for policy in
        select polname, polrelid::regclass as guards from pg_policy
        where polname in ('presented_key', 'known_to_every_pod')
    loop
        execute format('alter policy %I on %s to %s', policy.polname, policy.guards, owner);
    end loop;

    for beyond in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('find_api_key', 'sweep_notifications', 'sweep_idempotency_keys', 'sweep_client_positions',
                            'store_revocation', 'revocations_since', 'sweep_revocations')
    loop
        execute format(
            'alter function %s security definer set search_path = %I, pg_temp', beyond, current_schema());
        execute format('revoke all on function %s from public', beyond);
    end loop;
end
$do$;
