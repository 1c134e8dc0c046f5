-- Support is told what was pushed and why not; a browser whose subscription has ended gets what was meant for it when it subscribes
-- again; and a notification that expires goes from the screens.
-- See docs/adr/0044-pushed-to-browsers-by-the-log.md

-- Since when its push service does not know a subscription any more. Nothing is sent to it, but it is kept for a while: the browser may
-- give its new address.
alter table push_subscription add column gone_at timestamptz;

create index push_subscription_gone on push_subscription (gone_at) where gone_at is not null;

-- A subscription keeps its messages when its address changes.
alter table push_message drop constraint push_message_organization_id_subscription_id_fkey;
alter table push_message add constraint push_message_organization_id_subscription_id_fkey
    foreign key (organization_id, subscription_id) references push_subscription on delete cascade on update cascade;

-- The newest attempts, and when the user has looked, of a message that was dropped or taken back for that reason.
alter table push_message
    add column due_at timestamptz, -- the time of the rule; null for a withdrawal
    add column log jsonb not null default '[]',
    add column looked_at timestamptz,
    add column looked_by text;

-- Looks are also noted for users with a browser that is pushed to.
do $do$
declare
    written text := pg_get_functiondef('inbox_note_look'::regproc);
    place   constant text := '''notification.due'' = any (e.events)) then';
begin
    if strpos(written, place) = 0 then
        raise exception 'inbox_note_look is not as expected';
    end if;
    written := replace(written, 'if reached > before and exists (', 'if reached > before and (exists (');
    execute replace(written, place, '''notification.due'' = any (e.events))
            or exists (
            select from push_subscription s
            where s.organization_id = new.organization_id and s.user_id = new.user_id)) then');
end
$do$;

create function push_keep_look() returns trigger language plpgsql as $$
begin
    if new.state = 'withdrawn' then
        select case
            when n.id is null then 'retention'
            when n.user_id = 'key:erased' then 'erased'
            when n.expires_at = 'epoch' then 'recalled'
            else coalesce(handover_needless(n, new.user_id), case when n.expires_at <= clock_timestamp() then 'expired' end) end
        into new.reason
        from (select 1) one
        left join notification n
            on n.organization_id = new.organization_id and n.segment = new.segment and n.id = new.notification_id;
    end if;
    if new.reason in ('seen', 'read', 'archived') then
        select l.at, l.client_id into new.looked_at, new.looked_by from (
            select m.marked_at as at, m.marked_by as client_id from inbox_mark m
            where m.organization_id = new.organization_id and m.user_id = new.user_id
              and m.notification_id = new.notification_id and m.segment = new.segment
            union all
            select k.at, k.client_id from inbox_look k
            where k.organization_id = new.organization_id and k.user_id = new.user_id
              and k.seen_after < new.notification_id and new.notification_id <= k.seen_through) l
        where l.at is not null order by l.at limit 1;
    end if;
    return new;
end
$$;

create trigger push_keep_look before update of state on push_message
for each row when (new.state in ('dropped', 'withdrawn') and old.state <> new.state and not new.withdraws)
execute function push_keep_look();

-- As before; and for a subscription that has gone, messages wait as dropped ones for its browser to come back.
create or replace function push_promote(most int, step int, most_waiting int)
returns table (due int, full_browsers int)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named    text := current_setting('carillon.organization', true);
    p        push_planned;
    browsers int;
    last     text;
    full_now int;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    due := 0;
    full_browsers := 0;
    with quiet as (
        update push_message m set state = 'waiting'
        from (select q.organization_id, q.subscription_id, q.seq from push_message q
              where q.state = 'planned' and q.queued_at <= clock_timestamp()
              order by q.queued_at limit step for update skip locked) w
        where m.organization_id = w.organization_id and m.subscription_id = w.subscription_id and m.seq = w.seq
        returning m.organization_id, m.subscription_id)
    update push_subscription s set due_at = coalesce(s.due_at, clock_timestamp())
    from (select distinct q.organization_id, q.subscription_id from quiet q) q
    where s.organization_id = q.organization_id and s.id = q.subscription_id;
    for p in
        select w.* from push_planned w where w.due_at <= clock_timestamp() order by w.due_at limit most for update skip locked
    loop
        with browser as materialized (
            select s.organization_id, s.id, s.user_id, s.gone_at from push_subscription s
            where s.organization_id = p.organization_id and (p.user_id = '' or s.user_id = p.user_id)
              and s.id > p.through and s.created_at < p.created_at + interval '1 millisecond'
            order by s.id limit step for no key update
        ), added as (
            insert into push_message
                (organization_id, subscription_id, user_id, notification_id, segment, withdraws, collapses, due_at, state, reason,
                 settled_at)
            select b.organization_id, b.id, b.user_id, p.notification_id, p.segment, false,
                   exists (select from notification n where n.organization_id = p.organization_id and n.segment = p.segment
                               and n.id = p.notification_id and n.collapse_key is not null),
                   p.due_at,
                   case when w.reason is null then 'waiting' else 'dropped' end,
                   w.reason,
                   case when w.reason is not null then clock_timestamp() end
            from browser b
            cross join lateral (
                select case when b.gone_at is not null then 'gone' when count(*) >= most_waiting then 'full' end as reason from (
                    select from push_message m
                    where m.organization_id = b.organization_id and m.subscription_id = b.id and m.state = 'waiting'
                    limit most_waiting) m) w
            on conflict do nothing
            returning subscription_id, state, reason
        ), opened as (
            update push_subscription s set due_at = coalesce(s.due_at, clock_timestamp())
            from added a where s.organization_id = p.organization_id and s.id = a.subscription_id and a.state = 'waiting'
        )
        select count(*), max(b.id), (select count(*) from added a where a.reason = 'full')
        into browsers, last, full_now from browser b;
        due := due + 1;
        full_browsers := full_browsers + full_now;
        if browsers = step then
            update push_planned w set through = last
            where w.organization_id = p.organization_id and w.notification_id = p.notification_id;
        else
            delete from push_planned w where w.organization_id = p.organization_id and w.notification_id = p.notification_id;
        end if;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

-- As before; looks at what has a time of its own, and withdraws what has expired.
create index push_look_at on push_look (at);

do $do$
declare
    written  text := pg_get_functiondef('push_withdraw'::regproc);
    looks    constant text := 'select w.number from push_look w order by w.number limit most for update skip locked';
    needless constant text := 'where n.id is null or n.expires_at = ''epoch'' or';
    browsers constant text := 'where not s.origin like any (never)';
begin
    if strpos(written, looks) = 0 or strpos(written, needless) = 0 or strpos(written, browsers) = 0 then
        raise exception 'push_withdraw is not as expected';
    end if;
    written := replace(written, looks, 'select w.number from push_look w where w.at <= clock_timestamp()
            order by w.at limit most for update skip locked');
    written := replace(written, needless, 'where n.id is null or n.expires_at <= clock_timestamp() or');
    execute replace(written, browsers, 'where s.gone_at is null and not s.origin like any (never)');
end
$do$;

-- As before; logs attempts, keeps a browser that has gone, and looks again when a notification that was shown expires. Pods of the version
-- before say nothing of how long attempts took.
drop function push_settle(text[], text[], bigint[], bigint[], text[], int[], text[], bigint[], text[], bigint[]);

create function push_settle(
    organizations text[], subscriptions text[], claims bigint[], seqs bigint[],
    outcomes text[], statuses int[], reasons text[], delays bigint[], services text[], holds bigint[], tooks bigint[] default null)
returns void language plpgsql volatile security definer as $$
declare
    logged constant int := 20; -- as many as a report names
    named  text := current_setting('carillon.organization', true);
    r      record;
    shown  push_message;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for r in
        select s.* from unnest(organizations, subscriptions, claims, seqs, outcomes, statuses, reasons, delays, tooks)
            s (organization, subscription, claim, seq, outcome, status, reason, delay, took)
        order by s.organization, s.subscription
    loop
        perform from push_subscription s
        where s.organization_id = r.organization and s.id = r.subscription and s.claim = r.claim for update;
        continue when not found;
        shown := null;
        update push_message m
        set attempts = m.attempts + case when r.outcome in ('muted', 'quiet') then 0 else 1 end,
            status = r.status, reason = case r.outcome when 'gone' then 'gone' else r.reason end,
            log = case when r.took is null then m.log else
                case when jsonb_array_length(m.log) < logged then m.log else m.log - 0 end
                || jsonb_build_object(
                    'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                    'status', r.status, 'reason', r.reason, 'tookMs', r.took) end,
            state = case r.outcome when 'delivered' then 'delivered' when 'retry' then m.state when 'muted' then 'dropped'
                when 'gone' then 'dropped' when 'quiet' then 'planned' else 'dead' end,
            queued_at = case r.outcome when 'quiet' then clock_timestamp() + interval '1 millisecond' * r.delay
                else m.queued_at end,
            settled_at = case when r.outcome in ('retry', 'quiet') then null else clock_timestamp() end
        where m.organization_id = r.organization and m.subscription_id = r.subscription and m.seq = r.seq
          and m.state = 'waiting'
        returning m.* into shown;
        if r.outcome = 'gone' then
            update push_message m set state = 'dropped', reason = 'gone', settled_at = clock_timestamp()
            where m.organization_id = r.organization and m.subscription_id = r.subscription and m.state in ('waiting', 'planned');
            update push_subscription s set gone_at = clock_timestamp(), due_at = null
            where s.organization_id = r.organization and s.id = r.subscription;
            continue;
        end if;
        if shown.state = 'delivered' and not shown.withdraws then
            -- Its user may have seen it while it was on its way.
            insert into push_look (organization_id, user_id) values (shown.organization_id, shown.user_id);
            insert into push_look (organization_id, user_id, at)
            select n.organization_id, shown.user_id, n.expires_at from notification n
            where n.organization_id = shown.organization_id and n.segment = shown.segment and n.id = shown.notification_id
              and n.expires_at > clock_timestamp();
        end if;
        update push_subscription s
        set due_at = case
            when r.outcome = 'retry' then clock_timestamp() + interval '1 millisecond' * r.delay
            when exists (
                select from push_message m
                where m.organization_id = r.organization and m.subscription_id = r.subscription and m.state = 'waiting')
                then clock_timestamp() end
        where s.organization_id = r.organization and s.id = r.subscription;
    end loop;
    for r in
        select s.service, max(s.hold) as hold from unnest(services, holds) s (service, hold)
        where s.hold > 0 group by s.service order by s.service
    loop
        update push_service p
        set hold_until = greatest(p.hold_until, clock_timestamp() + interval '1 millisecond' * r.hold)
        where p.origin = r.service;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Keeps a subscription, or renews it, as before. One that has gone comes back with what was meant for it in the time of
-- "missed_for", at most "most_missed". The ones that have gone end first.
do $do$
declare
    written text := pg_get_functiondef('push_subscribe'::regproc);
    renewed constant text := 'page = excluded.page, renewed_at = clock_timestamp()';
    oldest  constant text := 'order by o.renewed_at desc offset most - 1);';
begin
    if strpos(written, renewed) = 0 or strpos(written, oldest) = 0 then
        raise exception 'push_subscribe is not as expected';
    end if;
    written := replace(written, renewed, renewed || ', gone_at = null');
    execute replace(written, oldest, 'order by o.gone_at nulls first, o.renewed_at desc offset most - 1);');
end
$do$;

create function push_catch_up(organization text, subscription text, missed_for interval, most_missed int)
returns void language sql volatile as $$
    with missed as (
        select m.seq from push_message m
        where m.organization_id = organization and m.subscription_id = subscription and m.state = 'dropped' and m.reason = 'gone'
          and not m.withdraws and m.settled_at > clock_timestamp() - missed_for
        order by m.seq desc limit most_missed
    )
    update push_message m
    set state = 'waiting', reason = null, status = null, attempts = 0, settled_at = null, queued_at = clock_timestamp()
    from missed q where m.organization_id = organization and m.subscription_id = subscription and m.seq = q.seq;
    update push_subscription s set due_at = coalesce(s.due_at, clock_timestamp())
    where s.organization_id = organization and s.id = subscription and exists (
        select from push_message m
        where m.organization_id = organization and m.subscription_id = subscription and m.state = 'waiting')
$$;

-- A browser of the owner has another address: "replaced" is the id of the one before. False if the owner has none of that id; then
-- nothing is kept.
create function push_resubscribe(
    organization text, owner text, replaced text, subscription text, service text, address text, key bytea, secret bytea, start_page text,
    most int, missed_for interval, most_missed int)
returns boolean language plpgsql volatile security definer as $$
declare
    named text := current_setting('carillon.organization', true);
    known boolean;
begin
    perform set_config('lock_timeout', '5s', true);
    perform set_config('carillon.organization', '*', true);
    perform pg_advisory_xact_lock(hashtextextended('carillon.push ' || subscription, 0));
    select true into known from push_subscription s
    where s.organization_id = organization and s.user_id = owner and s.id = replaced for update;
    if known and replaced <> subscription then
        insert into push_service (origin) values (service) on conflict do nothing;
        -- The browser may have been put without this word: then both are one.
        delete from push_message o using push_message m
        where m.organization_id = organization and m.subscription_id = subscription and m.user_id = owner
          and o.organization_id = organization and o.subscription_id = replaced
          and o.notification_id = m.notification_id and o.withdraws = m.withdraws;
        update push_message m set subscription_id = replaced
        where m.organization_id = organization and m.subscription_id = subscription and m.user_id = owner;
        delete from push_subscription s where s.id = subscription;
        update push_subscription s
        set id = subscription, origin = service, endpoint = address, claim = s.claim + 1, due_at = case when exists (
            select from push_message m
            where m.organization_id = organization and m.subscription_id = replaced and m.state = 'waiting') then clock_timestamp() end
        where s.organization_id = organization and s.id = replaced;
    end if;
    if known then
        perform push_subscribe(organization, owner, subscription, service, address, key, secret, start_page, most);
        perform set_config('carillon.organization', '*', true);
        perform push_catch_up(organization, subscription, missed_for, most_missed);
    end if;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return coalesce(known, false);
end
$$;

do $do$
declare
    written text := pg_get_functiondef('push_sweep'::regproc);
    unused  constant text := 'where s.renewed_at < clock_timestamp() - keep_unused limit most';
    counted constant text := 'select count(*) into subscriptions from push_subscription;';
begin
    if strpos(written, unused) = 0 or strpos(written, counted) = 0 then
        raise exception 'push_sweep is not as expected';
    end if;
    written := replace(written, unused, 'where s.renewed_at < clock_timestamp() - keep_unused or s.gone_at < clock_timestamp() - keep
        limit most');
    execute replace(written, counted, 'select count(*) into subscriptions from push_subscription s where s.gone_at is null;');
end
$do$;

do $do$
declare
    one regprocedure;
begin
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('push_resubscribe', 'push_catch_up', 'push_promote', 'push_settle')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
        execute format('alter function %s set jit = off', one);
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
