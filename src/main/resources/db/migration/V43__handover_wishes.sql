-- Hand-over by notification: its sender says when, or never, in place of the rules.
-- See docs/adr/0042-handed-over-by-the-claim.md

create table handover_wish (
    organization_id text   not null,
    notification_id bigint not null,
    segment         int    not null,
    after_seconds   int,   -- null: never
    primary key (organization_id, notification_id)
);

create index handover_wish_segment on handover_wish (segment);

-- As append_notifications, and keeps the word of the sender of a draft: null for none, -1 for never. One commit. Creates
-- that say nothing of it call append_notifications, and pay nothing.
create function append_with_wishes(
    organizations text[], waits boolean, owners int[], submissions int[], marks int[], users text[], types text[], titles text[],
    messages text[], urls text[], datas text[], expiries text[], collapse_keys text[], senders text[],
    keyed int[], keyed_owners int[], callers text[], keys text[], fingerprints text[], keep_keys_for interval, wishes int[])
returns table (
    organization int, before_id bigint, before_mark int, at timestamptz, shared_mark int,
    repeated int[], repeated_first_ids bigint[], repeated_counts int[], repeated_fingerprints text[])
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
    a     record;
begin
    for a in
        select w.* from append_notifications(
            organizations, waits, owners, submissions, marks, users, types, titles, messages, urls, datas, expiries, collapse_keys,
            senders, keyed, keyed_owners, callers, keys, fingerprints, keep_keys_for) w
    loop
        perform set_config('carillon.organization', '*', true);
        insert into handover_wish (organization_id, notification_id, segment, after_seconds)
        select organizations[a.organization], a.before_id + d.n, g.segment, nullif(d.wish, -1)
        from (
            select d.wish, row_number() over (order by d.place) as n
            from unnest(owners, submissions, wishes) with ordinality d (owner, submission, wish, place)
            where d.owner = a.organization and d.submission <> all (a.repeated)) d
        join organization g on g.id = organizations[a.organization]
        where d.wish is not null;
        perform set_config('carillon.organization', coalesce(named, ''), true);
        organization := a.organization;
        before_id := a.before_id;
        before_mark := a.before_mark;
        at := a.at;
        shared_mark := a.shared_mark;
        repeated := a.repeated;
        repeated_first_ids := a.repeated_first_ids;
        repeated_counts := a.repeated_counts;
        repeated_fingerprints := a.repeated_fingerprints;
        return next;
    end loop;
end
$$;

-- The wish of a notification comes before all rules, for each medium.
do $do$
declare
    place constant text := 'select h.place, h.types, h.after_seconds, h.organization_wide from handover_rule h';
    wish  constant text := 'select 0 as place, ''%%'' as types, w.after_seconds, true as organization_wide
                        from handover_wish w where w.organization_id = %s and w.notification_id = %s
                        union all
                        ';
    one     record;
    written text;
begin
    for one in
        select * from (values ('webhook_feed', 'e.organization_id', 'n.about'), ('push_feed', 'f.organization_id', 'n.id'))
            p (name, organization, notification)
        where to_regproc(p.name) is not null
    loop
        written := pg_get_functiondef(one.name::regproc);
        if strpos(written, place) = 0 then
            raise exception '% is not as expected', one.name;
        end if;
        execute replace(written, place, format(wish, one.organization, one.notification) || place);
    end loop;
end
$do$;

-- Forgets the wishes of notifications that retention has dropped.
create function forget_wishes(most int) returns int language plpgsql volatile security definer as $$
declare
    named     text := current_setting('carillon.organization', true);
    forgotten int;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with old as (
        select w.organization_id, w.notification_id from handover_wish w
        where w.segment < (select min(s.number) from segment s) limit most for update skip locked)
    delete from handover_wish w using old o
    where w.organization_id = o.organization_id and w.notification_id = o.notification_id;
    get diagnostics forgotten = row_count;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return forgotten;
end
$$;

do $do$
declare
    owner text;
    one   regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    alter table handover_wish enable row level security;
    alter table handover_wish force row level security;
    create policy own_organization on handover_wish using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on handover_wish to %s using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proname in ('append_with_wishes', 'forget_wishes')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
