-- Hand-over: a notification that its user has not seen in time becomes an event of its own.
-- See docs/adr/0042-handed-over-by-the-claim.md

-- The rules of an organization, in their order; the first whose types match decides. An organization without any has those of the
-- configuration.
create table handover_rule (
    organization_id   text    not null check (organization_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    place             int     not null,
    types             text    not null, -- a pattern as in LIKE
    after_seconds     int,              -- null: never
    organization_wide boolean not null, -- whether it also counts for notifications to everybody
    primary key (organization_id, place)
);

-- State planned: not yet due. Its queued_at is the time from which it waits.
create index webhook_delivery_planned on webhook_delivery (queued_at) where state = 'planned';
create index webhook_delivery_planned_of on webhook_delivery (organization_id, endpoint_id) where state = 'planned';

-- Why a notification need not be handed over to this user; null if it must be. What has committed when this statement begins counts.
create function handover_needless(n notification, reader text) returns text stable language sql as $$
    select case
        when m.archived or m.deleted then 'archived'
        when coalesce(m.is_read, n.id <= i.read_through) then 'read'
        when m.notification_id is not null or n.id <= i.seen_through then 'seen'
        when n.collapse_key is not null and exists (
            select from notification c
            where c.organization_id = n.organization_id and c.user_id = reader and c.collapse_key = n.collapse_key
              and c.id > n.id and c.segment >= n.segment) then 'replaced' end
    from (select 1) one
    left join inbox i on i.organization_id = n.organization_id and i.user_id = reader
    left join inbox_mark m on m.organization_id = n.organization_id and m.user_id = reader
        and m.notification_id = n.id and m.segment = n.segment
$$;

-- Whether an endpoint has no room for more events.
create function webhook_is_full(organization text, endpoint text, most_waiting int, most_planned int) returns boolean
stable language sql as $$
    select (select count(*) from (
                select from webhook_delivery d
                where d.organization_id = organization and d.endpoint_id = endpoint and d.state = 'waiting'
                limit most_waiting) d) >= most_waiting
        or (select count(*) from (
                select from webhook_delivery d
                where d.organization_id = organization and d.endpoint_id = endpoint and d.state = 'planned'
                limit most_planned) d) >= most_planned
$$;

drop function webhook_feed(text, text, int, int, int);
drop function webhook_sweep(interval, interval, int, int);

-- As before, and plans what may have to be handed over.
create function webhook_feed(after_organization text, after_endpoint text, endpoints int, page int, most_waiting int,
    most_planned int, default_types text[], default_after int[])
returns table (organization text, endpoint text, entries int, is_full boolean)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named  text := current_setting('carillon.organization', true);
    one    record;
    e      webhook_endpoint;
    lowest int;
    last   bigint;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for one in
        select w.organization_id, w.id from webhook_endpoint w
        join organization o on o.id = w.organization_id
        cross join lateral (
            select n.id from notification n
            where n.segment = o.segment and n.organization_id = o.id order by n.id desc limit 1) h
        where (w.organization_id, w.id) > (after_organization, after_endpoint)
          and w.disabled_at is null and h.id > w.position
        order by w.organization_id, w.id limit endpoints
    loop
        organization := one.organization_id;
        endpoint := one.id;
        entries := 0;
        select w.* into e from webhook_endpoint w
        where w.organization_id = one.organization_id and w.id = one.id for no key update skip locked;
        is_full := coalesce(e.is_full, false);
        if e.id is not null and not is_full then
            select segment_from(o, e.position + 1) into lowest from organization o where o.id = e.organization_id;
            with entry as materialized (
                select n.id, n.segment, coalesce(n.user_id, '') as lane, n.type, n.created_at,
                       coalesce(n.changed_id, n.id) as about, coalesce(n.changed_segment, n.segment) as about_segment,
                       case n.change when 'recall' then 'notification.recalled' when 'update' then 'notification.updated'
                           else 'notification.created' end as event
                from notification n
                where n.organization_id = e.organization_id and n.segment >= lowest and n.id > e.position
                order by n.id limit page
            ), added as (
                insert into webhook_delivery
                    (organization_id, endpoint_id, lane, event, notification_id, segment, occurred_at)
                select e.organization_id, e.id, n.lane, n.event, n.about, n.about_segment, n.created_at
                from entry n
                where n.lane <> 'key:erased' and n.event = any (e.events)
                  and (cardinality(e.types) = 0 or n.type like any (e.types))
                order by n.id
                returning lane
            ), opened as (
                insert into webhook_lane as l (organization_id, endpoint_id, lane, due_at)
                select e.organization_id, e.id, a.lane, clock_timestamp() from (select distinct lane from added) a
                order by a.lane
                on conflict (organization_id, endpoint_id, lane) do update set due_at = l.due_at
            ), planned as (
                -- The first rule whose types match decides.
                insert into webhook_delivery
                    (organization_id, endpoint_id, lane, event, notification_id, segment, occurred_at, queued_at, state)
                select e.organization_id, e.id, n.lane, 'notification.due', n.about, n.about_segment, n.created_at,
                       n.created_at + interval '1 second' * r.after_seconds, 'planned'
                from entry n
                cross join lateral (
                    select r.after_seconds, r.organization_wide from (
                        select h.place, h.types, h.after_seconds, h.organization_wide from handover_rule h
                        where h.organization_id = e.organization_id
                        union all
                        select d.place::int, d.types, d.after_seconds, false
                        from unnest(default_types, default_after) with ordinality d (types, after_seconds, place)
                        where not exists (select from handover_rule h where h.organization_id = e.organization_id)) r
                    where n.type like r.types order by r.place limit 1) r
                where n.event = 'notification.created' and 'notification.due' = any (e.events)
                  and n.lane <> 'key:erased' and r.after_seconds is not null and (n.lane <> '' or r.organization_wide)
                  and (cardinality(e.types) = 0 or n.type like any (e.types))
                order by n.id
            )
            select max(n.id), count(*) into last, entries from entry n;
            update webhook_endpoint w
            set position = coalesce(last, w.position),
                is_full = webhook_is_full(w.organization_id, w.id, most_waiting, most_planned)
            where w.organization_id = e.organization_id and w.id = e.id
            returning w.is_full into is_full;
        end if;
        return next;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Queues what is due. Whether it is still to be handed over is decided by the claim, at the last moment.
create function webhook_promote(most int) returns int language plpgsql volatile security definer as $$
declare
    named    text := current_setting('carillon.organization', true);
    promoted int;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with due as materialized (
        select d.organization_id, d.endpoint_id, d.seq from webhook_delivery d
        where d.state = 'planned' and d.queued_at <= clock_timestamp()
        order by d.queued_at limit most for update skip locked
    ), queued as (
        update webhook_delivery d set state = 'waiting'
        from due w
        where d.organization_id = w.organization_id and d.endpoint_id = w.endpoint_id and d.seq = w.seq
        returning d.organization_id, d.endpoint_id, d.lane
    ), opened as (
        insert into webhook_lane as l (organization_id, endpoint_id, lane, due_at)
        select q.organization_id, q.endpoint_id, q.lane, clock_timestamp()
        from (select distinct organization_id, endpoint_id, lane from queued) q
        order by q.organization_id, q.endpoint_id, q.lane
        on conflict (organization_id, endpoint_id, lane) do update set due_at = l.due_at
    )
    select count(*) into promoted from due;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return promoted;
end
$$;

-- As before, and drops what the user has seen meanwhile.
create or replace function webhook_claim(
    busy text[], in_flight int[], per_endpoint int, most int, lease interval, failing_after int)
returns table (
    organization text, endpoint text, lane text, claim bigint, seq bigint, message_id text, event text, occurred_at timestamptz,
    queued_for interval, attempts int, detail text, url text, secret bytea, former_secret bytea,
    id bigint, user_id text, type text, title text, message text, action_url text, created_at timestamptz, data text,
    expires_at timestamptz, collapse_key text, changed_at timestamptz, dropped text)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named   text := current_setting('carillon.organization', true);
    claimed int := 0;
    before  int;
    free    int;
    e       record;
    l       webhook_lane;
    d       webhook_delivery;
    n       notification;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for e in
        select w.*, per_endpoint - coalesce(b.n, 0) as free
        from webhook_endpoint w left join unnest(busy, in_flight) b (id, n) on b.id = w.id
        where w.disabled_at is null and coalesce(b.n, 0) < per_endpoint
          and (w.hold_until is null or w.hold_until <= clock_timestamp())
          and exists (
            select from webhook_lane l
            where l.organization_id = w.organization_id and l.endpoint_id = w.id and l.due_at <= clock_timestamp())
        order by random()
    loop
        exit when claimed >= most;
        free := e.free;
        before := claimed;
        if e.failures >= failing_after then
            free := 1;
            perform from webhook_endpoint w
            where w.organization_id = e.organization_id and w.id = e.id
              and (w.hold_until is null or w.hold_until <= clock_timestamp())
            for no key update skip locked;
            continue when not found;
            update webhook_endpoint w set hold_until = clock_timestamp() + lease
            where w.organization_id = e.organization_id and w.id = e.id;
        end if;
        for l in
            select w.* from webhook_lane w
            where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.due_at <= clock_timestamp()
            order by w.due_at limit least(free, most - claimed) for update skip locked
        loop
            dropped := null;
            select w.* into d from webhook_delivery w
            where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.lane = l.lane and w.state = 'waiting'
            order by w.seq limit 1;
            if d.seq is null then
                delete from webhook_lane w
                where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.lane = l.lane;
                continue;
            end if;
            n := null;
            if d.notification_id is not null then
                select w.* into n from notification w
                where w.organization_id = e.organization_id and w.segment = d.segment and w.id = d.notification_id;
                dropped := case
                    when d.event = 'notification.recalled' then null
                    when n.id is null then 'retention'
                    when n.user_id = 'key:erased' then 'erased'
                    when n.expires_at = 'epoch' then 'recalled'
                    when n.expires_at <= clock_timestamp() then 'expired'
                    when d.event = 'notification.due' and d.lane <> '' then handover_needless(n, d.lane) end;
            end if;
            if dropped is not null then
                update webhook_delivery w set state = 'dropped', reason = dropped, settled_at = clock_timestamp()
                where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.seq = d.seq;
                update webhook_lane w set due_at = clock_timestamp()
                where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.lane = l.lane;
            else
                claimed := claimed + 1;
                update webhook_lane w set due_at = clock_timestamp() + lease, claim = w.claim + 1
                where w.organization_id = e.organization_id and w.endpoint_id = e.id and w.lane = l.lane
                returning w.claim into claim;
            end if;
            organization := e.organization_id;
            endpoint := e.id;
            lane := l.lane;
            seq := d.seq;
            message_id := d.message_id;
            event := d.event;
            occurred_at := d.occurred_at;
            queued_for := clock_timestamp() - d.queued_at;
            attempts := d.attempts;
            detail := d.detail;
            url := e.url;
            secret := e.secret;
            former_secret := case when e.former_until > clock_timestamp() then e.former_secret end;
            id := d.notification_id;
            user_id := nullif(d.lane, '');
            type := n.type;
            title := n.title;
            message := n.message;
            action_url := n.action_url;
            created_at := n.created_at;
            data := n.data;
            expires_at := n.expires_at;
            collapse_key := n.collapse_key;
            changed_at := n.changed_at;
            return next;
        end loop;
        if e.failures >= failing_after and claimed = before then
            -- Nobody will end the hold.
            update webhook_endpoint w set hold_until = null where w.organization_id = e.organization_id and w.id = e.id;
        end if;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- As before, and for what was not sent: its user does not want it (muted), or not yet (quiet: it is planned again).
create or replace function webhook_settle(
    organizations text[], endpoints text[], lanes text[], claims bigint[], seqs bigint[],
    outcomes text[], statuses int[], reasons text[], took int[], delays int[], failing_after int, most_held interval)
returns void
language plpgsql volatile security definer as $$
declare
    named text := current_setting('carillon.organization', true);
    r     record;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for r in
        select s.organization, s.endpoint, bool_or(s.outcome = 'delivered') as well, count(*)::int as failed,
               bool_or(s.outcome = 'gone') as gone
        from unnest(organizations, endpoints, outcomes) s (organization, endpoint, outcome)
        where s.outcome not in ('muted', 'quiet')
        group by s.organization, s.endpoint order by s.organization, s.endpoint
    loop
        if r.gone then
            update webhook_endpoint e set disabled_at = clock_timestamp(), disabled_by = 'answer 410'
            where e.organization_id = r.organization and e.id = r.endpoint and e.disabled_at is null;
        elsif r.well then
            update webhook_endpoint e set failures = 0, hold_until = null
            where e.organization_id = r.organization and e.id = r.endpoint and (e.failures > 0 or e.hold_until is not null);
        else
            -- Twice as long with each failure, less up to a half at random.
            update webhook_endpoint e
            set failures = e.failures + r.failed,
                hold_until = case when e.failures + r.failed >= failing_after then
                    clock_timestamp() + least(
                        most_held, interval '1 second' * power(2, least(e.failures + r.failed - failing_after, 20)))
                        * (0.5 + random() / 2) end
            where e.organization_id = r.organization and e.id = r.endpoint;
        end if;
    end loop;
    for r in
        select s.* from unnest(organizations, endpoints, lanes, claims, seqs, outcomes, statuses, reasons, took, delays)
            s (organization, endpoint, lane, claim, seq, outcome, status, reason, took, delay)
        order by s.organization, s.endpoint, s.lane
    loop
        perform from webhook_lane l
        where l.organization_id = r.organization and l.endpoint_id = r.endpoint and l.lane = r.lane and l.claim = r.claim
        for update;
        continue when not found;
        update webhook_delivery d
        set attempts = d.attempts + case when r.outcome in ('muted', 'quiet') then 0 else 1 end,
            status = r.status, reason = r.reason,
            state = case r.outcome when 'delivered' then 'delivered' when 'retry' then d.state when 'muted' then 'dropped'
                when 'quiet' then 'planned' else 'dead' end,
            queued_at = case r.outcome when 'quiet' then clock_timestamp() + interval '1 millisecond' * r.delay
                else d.queued_at end,
            settled_at = case when r.outcome in ('retry', 'quiet') then null else clock_timestamp() end
        where d.organization_id = r.organization and d.endpoint_id = r.endpoint and d.seq = r.seq and d.state = 'waiting';
        if found and r.outcome not in ('muted', 'quiet') then
            insert into webhook_attempt (organization_id, endpoint_id, seq, status, reason, took_ms)
            values (r.organization, r.endpoint, r.seq, r.status, r.reason, r.took);
        end if;
        if r.outcome = 'retry' then
            update webhook_lane l set due_at = clock_timestamp() + interval '1 millisecond' * r.delay
            where l.organization_id = r.organization and l.endpoint_id = r.endpoint and l.lane = r.lane;
        elsif exists (
                select from webhook_delivery d
                where d.organization_id = r.organization and d.endpoint_id = r.endpoint and d.lane = r.lane
                  and d.state = 'waiting') then
            update webhook_lane l set due_at = clock_timestamp()
            where l.organization_id = r.organization and l.endpoint_id = r.endpoint and l.lane = r.lane;
        else
            delete from webhook_lane l
            where l.organization_id = r.organization and l.endpoint_id = r.endpoint and l.lane = r.lane;
        end if;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

create function webhook_sweep(give_up_after interval, keep interval, most_waiting int, most_planned int, most int)
returns table (dead int, waiting bigint, oldest_seconds double precision, failing bigint)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with old as (
        select d.organization_id, d.endpoint_id, d.seq from webhook_delivery d
        where d.state = 'waiting' and d.queued_at < clock_timestamp() - give_up_after
        order by d.queued_at limit most for update skip locked)
    update webhook_delivery d
    set state = 'dead', reason = coalesce(d.reason, 'waited too long'), settled_at = clock_timestamp()
    from old o where d.organization_id = o.organization_id and d.endpoint_id = o.endpoint_id and d.seq = o.seq;
    get diagnostics dead = row_count;
    with old as (
        select d.organization_id, d.endpoint_id, d.seq from webhook_delivery d
        where d.state not in ('waiting', 'planned') and d.settled_at < clock_timestamp() - keep limit most for update skip locked)
    delete from webhook_delivery d using old o
    where d.organization_id = o.organization_id and d.endpoint_id = o.endpoint_id and d.seq = o.seq;
    with counted as (
        select e.organization_id, e.id, webhook_is_full(e.organization_id, e.id, most_waiting, most_planned) as is_full
        from webhook_endpoint e order by e.organization_id, e.id
    )
    update webhook_endpoint e set is_full = c.is_full
    from counted c where e.organization_id = c.organization_id and e.id = c.id and e.is_full <> c.is_full;
    select count(*), coalesce(extract(epoch from clock_timestamp() - min(d.queued_at)), 0) into waiting, oldest_seconds
    from webhook_delivery d where d.state = 'waiting';
    select count(*) into failing from webhook_endpoint e where e.disabled_at is null and e.hold_until is not null;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

do $do$
declare
    owner text;
    one   regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    alter table handover_rule enable row level security;
    alter table handover_rule force row level security;
    create policy own_organization on handover_rule using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on handover_rule to %s using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);
    for one in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('webhook_feed', 'webhook_claim', 'webhook_promote', 'webhook_settle', 'webhook_sweep')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
        execute format('alter function %s set jit = off', one);
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
