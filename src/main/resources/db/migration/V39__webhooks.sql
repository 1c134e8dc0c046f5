-- Webhooks. See docs/adr/0041-webhooks-follow-the-log.md

-- Where an organization wants its events. Secrets are sealed by the application: the database cannot sign.
create table webhook_endpoint (
    organization_id text        not null check (organization_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    id              text        not null check (id ~ '^[0-9a-f]{16}$'),
    url             text        not null,
    description     text        not null,
    events          text[]      not null,
    types           text[]      not null, -- patterns as in LIKE; of notifications alone
    secret          bytea       not null,
    former_secret   bytea,
    former_until    timestamptz,
    created_by      text        not null,
    created_at      timestamptz not null default clock_timestamp(),
    disabled_at     timestamptz,
    disabled_by     text,       -- who or what has disabled it
    position        bigint      not null, -- the newest entry of the log that was made an event
    is_full         boolean     not null default false, -- as many events wait as may
    missed_at       timestamptz, -- when it last lost an event that is not in the log
    failures        int         not null default 0, -- attempts that have failed since the last that has not
    hold_until      timestamptz, -- not tried before
    primary key (organization_id, id)
);

-- An event for an endpoint. It has no text of a notification: that is read when the event is sent.
create table webhook_delivery (
    organization_id text        not null,
    endpoint_id     text        not null,
    seq             bigint      not null generated always as identity,
    message_id      text        not null default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    lane            text        not null, -- the user whom it is about; empty for everybody
    event           text        not null,
    notification_id bigint,
    segment         int,
    detail          text,       -- JSON: what is neither in the log nor in another column
    occurred_at     timestamptz not null,
    queued_at       timestamptz not null default clock_timestamp(),
    state           text        not null default 'waiting', -- or delivered, dead, dropped
    attempts        int         not null default 0,
    status          int,        -- of the newest answer
    reason          text,       -- why the newest attempt has failed, or why there is none
    settled_at      timestamptz,
    primary key (organization_id, endpoint_id, seq),
    foreign key (organization_id, endpoint_id) references webhook_endpoint on delete cascade
);

create index webhook_delivery_waiting on webhook_delivery (organization_id, endpoint_id, lane, seq) where state = 'waiting';
create unique index webhook_delivery_message on webhook_delivery (organization_id, endpoint_id, message_id);
create index webhook_delivery_old on webhook_delivery (queued_at) where state = 'waiting';
create index webhook_delivery_settled on webhook_delivery (settled_at) where state <> 'waiting';

create table webhook_attempt (
    organization_id text        not null,
    endpoint_id     text        not null,
    seq             bigint      not null,
    at              timestamptz not null default clock_timestamp(),
    status          int,
    reason          text,
    took_ms         int         not null,
    foreign key (organization_id, endpoint_id, seq) references webhook_delivery on delete cascade
);

create index webhook_attempt_of on webhook_attempt (organization_id, endpoint_id, seq, at);

-- The queue of an endpoint's events about one user: one of them is in flight at a time. There is a row while any waits. A pod that
-- claims it moves due_at to the end of its lease.
create table webhook_lane (
    organization_id text        not null,
    endpoint_id     text        not null,
    lane            text        not null,
    due_at          timestamptz not null,
    claim           bigint      not null default 0,
    primary key (organization_id, endpoint_id, lane),
    foreign key (organization_id, endpoint_id) references webhook_endpoint on delete cascade
);

create index webhook_lane_due on webhook_lane (organization_id, endpoint_id, due_at);

-- Queues an event that is not in the log, in the transaction of what has happened. An endpoint with too many waiting misses it,
-- and says so.
create function webhook_note(organization text, about text, what text, of_notification bigint, of_segment int, more text)
returns void language plpgsql as $$
begin
    if not exists (select from webhook_endpoint e where e.organization_id = organization and what = any (e.events)) then
        return;
    end if;
    update webhook_endpoint e set missed_at = clock_timestamp()
    where e.organization_id = organization and what = any (e.events) and e.is_full and e.disabled_at is null
      and (e.missed_at is null or e.missed_at < clock_timestamp() - interval '1 minute');
    with added as (
        insert into webhook_delivery
            (organization_id, endpoint_id, lane, event, notification_id, segment, detail, occurred_at)
        select organization, e.id, about, what, of_notification, of_segment, more, clock_timestamp()
        from webhook_endpoint e
        where e.organization_id = organization and what = any (e.events) and not e.is_full and e.disabled_at is null
        returning endpoint_id)
    insert into webhook_lane as l (organization_id, endpoint_id, lane, due_at)
    select organization, a.endpoint_id, about, clock_timestamp() from added a order by a.endpoint_id
    -- Locks the lane, so that nobody ends it who does not see the new event.
    on conflict (organization_id, endpoint_id, lane) do update set due_at = l.due_at;
end
$$;

create function webhook_note_watermarks() returns trigger language plpgsql as $$
begin
    if new.read_through > coalesce(old.read_through, 0) then
        perform webhook_note(new.organization_id, new.user_id, 'notification.read', null, null,
                             json_build_object('userId', new.user_id, 'through', new.read_through)::text);
    end if;
    if new.seen_through > coalesce(old.seen_through, 0) then
        perform webhook_note(new.organization_id, new.user_id, 'notification.seen', null, null,
                             json_build_object('userId', new.user_id, 'through', new.seen_through)::text);
    end if;
    return null;
end
$$;

create trigger webhook_note_watermarks after insert or update of read_through, seen_through on inbox
for each row execute function webhook_note_watermarks();

create function webhook_note_mark() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or old.is_read is distinct from true then
        perform webhook_note(new.organization_id, new.user_id, 'notification.read', null, null,
                             json_build_object('userId', new.user_id, 'id', new.notification_id)::text);
    end if;
    return null;
end
$$;

create trigger webhook_note_mark after insert or update of is_read on inbox_mark
for each row when (new.is_read) execute function webhook_note_mark();

create function webhook_note_place() returns trigger language plpgsql as $$
begin
    perform webhook_note(new.organization_id, new.user_id, 'notification.delivered', null, null,
                         json_build_object('userId', new.user_id, 'clientId', new.client_id, 'through', new.acknowledged)::text);
    return null;
end
$$;

create trigger webhook_note_first_place after insert on client_place
for each row when (new.acknowledged_at is not null) execute function webhook_note_place();

create trigger webhook_note_place after update of acknowledged on client_place
for each row when (new.acknowledged_at is not null and new.acknowledged > old.acknowledged)
execute function webhook_note_place();

-- Makes events of new entries of the log, for up to "endpoints" endpoints after one: of the next "page" entries of each. Events and
-- position are one commit, so each entry becomes an event once. The log keeps what an endpoint with too many waiting has no room for.
create function webhook_feed(after_organization text, after_endpoint text, endpoints int, page int, most_waiting int)
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
            )
            select max(n.id), count(*) into last, entries from entry n;
            update webhook_endpoint w
            set position = coalesce(last, w.position),
                is_full = (select count(*) from (
                    select from webhook_delivery d
                    where d.organization_id = w.organization_id and d.endpoint_id = w.id and d.state = 'waiting'
                    limit most_waiting) d) >= most_waiting
            where w.organization_id = e.organization_id and w.id = e.id
            returning w.is_full into is_full;
        end if;
        return next;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Claims up to "most" lanes whose next event is due, at most "per_endpoint" of an endpoint less those that this pod has in flight.
-- An endpoint that fails is tried by one pod at a time, with one event. A claim ends with its lease, and a later one takes its
-- place. The notification is read here, as it is now, and an event whose notification has gone is dropped.
create function webhook_claim(
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
                    when n.expires_at <= clock_timestamp() then 'expired' end;
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

-- Notes what came of claims: outcome delivered, retry (after a delay), dead, or gone (the endpoint wants nothing more). Of a claim
-- that somebody else has meanwhile, nothing. Endpoints before lanes, each in the order of their names, as webhook_feed locks them.
create function webhook_settle(
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
        set attempts = d.attempts + 1, status = r.status, reason = r.reason,
            state = case r.outcome when 'delivered' then 'delivered' when 'retry' then d.state else 'dead' end,
            settled_at = case r.outcome when 'retry' then null else clock_timestamp() end
        where d.organization_id = r.organization and d.endpoint_id = r.endpoint and d.seq = r.seq and d.state = 'waiting';
        if found then
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

-- Gives up what has waited for too long, forgets what was settled long ago, and looks which endpoints have room again.
create function webhook_sweep(give_up_after interval, keep interval, most_waiting int, most int)
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
        where d.state <> 'waiting' and d.settled_at < clock_timestamp() - keep limit most for update skip locked)
    delete from webhook_delivery d using old o
    where d.organization_id = o.organization_id and d.endpoint_id = o.endpoint_id and d.seq = o.seq;
    with counted as (
        select e.organization_id, e.id, (
            select count(*) from (
                select from webhook_delivery d
                where d.organization_id = e.organization_id and d.endpoint_id = e.id and d.state = 'waiting'
                limit most_waiting) d) >= most_waiting as is_full
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

-- Erasing a user also erases what is or was to be sent about the user.
do $do$
declare
    written text := pg_get_functiondef('erase_user'::regproc);
    place   constant text := 'delete from outbox_dead o where o.organization_id = organization and o.user_id = erased;';
begin
    if strpos(written, place) = 0 then
        raise exception 'erase_user is not as expected';
    end if;
    execute replace(written, place, place || '
        delete from webhook_lane l where l.organization_id = organization and l.lane = erased;
        delete from webhook_delivery d where d.organization_id = organization and d.lane = erased;
        update webhook_endpoint e set created_by = nobody where e.organization_id = organization and e.created_by = erased;
        update webhook_endpoint e set disabled_by = nobody where e.organization_id = organization and e.disabled_by = erased;');
end
$do$;

do $do$
declare
    owner   text;
    guarded text;
    one     regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    foreach guarded in array array['webhook_endpoint', 'webhook_delivery', 'webhook_attempt', 'webhook_lane'] loop
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
          and p.proname in ('webhook_feed', 'webhook_claim', 'webhook_settle', 'webhook_sweep')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
        execute format('alter function %s set jit = off', one);
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
