-- Web Push: a notification that its user has not seen in time is also shown by the user's browsers, and withdrawn once it was seen.
-- See docs/adr/0044-pushed-to-browsers-by-the-log.md

-- For which media a rule is; null for all. Which rule decides is found for each medium.
alter table handover_rule add column media text[];

do $do$
declare
    written text := pg_get_functiondef('webhook_feed(text, text, int, int, int, int, text[], int[])'::regprocedure);
    place   constant text := 'where h.organization_id = e.organization_id
                        union all';
begin
    if strpos(written, place) = 0 then
        raise exception 'webhook_feed is not as expected';
    end if;
    execute replace(written, place, 'where h.organization_id = e.organization_id and (h.media is null or ''webhook'' = any (h.media))
                        union all');
end
$do$;

-- As before, and for one to everybody, too, which only another one to everybody replaces.
create or replace function handover_needless(n notification, reader text) returns text stable language sql as $$
    select case
        when m.archived or m.deleted then 'archived'
        when coalesce(m.is_read, n.id <= i.read_through) then 'read'
        when m.notification_id is not null or n.id <= i.seen_through then 'seen'
        when n.collapse_key is not null and n.user_id is not null and exists (
            select from notification c
            where c.organization_id = n.organization_id and c.user_id = n.user_id and c.collapse_key = n.collapse_key
              and c.id > n.id and c.segment >= n.segment) then 'replaced'
        when n.collapse_key is not null and n.user_id is null and exists (
            select from notification c
            where c.organization_id = n.organization_id and c.user_id is null and c.collapse_key = n.collapse_key
              and c.id > n.id and c.segment >= n.segment) then 'replaced' end
    from (select 1) one
    left join inbox i on i.organization_id = n.organization_id and i.user_id = reader
    left join inbox_mark m on m.organization_id = n.organization_id and m.user_id = reader
        and m.notification_id = n.id and m.segment = n.segment
$$;

-- The push services, by scheme, host and port. One that asks to be left alone is held for all organizations.
create table push_service (
    origin     text        not null primary key,
    hold_until timestamptz
);

-- A browser of a user. It belongs to the last user who has signed in there: its address is in one row only. One push of it is in flight
-- at a time. A pod that claims one moves due_at to the end of its lease; null means that nothing waits.
create table push_subscription (
    organization_id text        not null check (organization_id ~ '^[A-Za-z0-9_.:@-]{1,64}$'),
    id              text        not null check (id ~ '^[0-9a-f]{32}$'), -- of its address
    user_id         text        not null,
    origin          text        not null references push_service,
    endpoint        text        not null,
    p256dh          bytea       not null,
    auth            bytea       not null,
    page            text        not null, -- opened where a notification names nothing of the same site
    created_at      timestamptz not null default clock_timestamp(),
    renewed_at      timestamptz not null default clock_timestamp(),
    due_at          timestamptz,
    claim           bigint      not null default 0,
    primary key (organization_id, id)
);

create unique index push_subscription_once on push_subscription (id);
create index push_subscription_of on push_subscription (organization_id, user_id);
create index push_subscription_due on push_subscription (origin, due_at) where due_at is not null;
create index push_subscription_service on push_subscription (origin);
create index push_subscription_renewed on push_subscription (renewed_at);

-- The organizations that had a subscription, and the newest entry of the log that was looked at for them.
create table push_feed (
    organization_id text    not null primary key,
    position        bigint  not null,
    is_full         boolean not null default false
);

-- A notification that may have to be pushed. Without a user it is for everybody with a subscription.
create table push_planned (
    organization_id text        not null,
    notification_id bigint      not null,
    segment         int         not null,
    user_id         text        not null,
    created_at      timestamptz not null,
    due_at          timestamptz not null,
    through         text        not null default '', -- the last subscription that it was queued for
    primary key (organization_id, notification_id)
);

create index push_planned_due on push_planned (due_at);

-- A push message. It has no text of a notification: that is read when the message is sent.
create table push_message (
    organization_id text        not null,
    subscription_id text        not null,
    seq             bigint      not null generated always as identity,
    user_id         text        not null,
    notification_id bigint      not null,
    segment         int         not null,
    withdraws       boolean     not null, -- takes back what an earlier message has shown
    collapses       boolean     not null, -- the notification has a collapse key
    queued_at       timestamptz not null default clock_timestamp(), -- of a planned one: when it waits no longer
    state           text        not null default 'waiting', -- or planned, delivered, withdrawn, dead, dropped
    attempts        int         not null default 0,
    status          int,        -- of the newest answer
    reason          text,       -- why the newest attempt has failed, or why there is none
    settled_at      timestamptz,
    primary key (organization_id, subscription_id, seq),
    foreign key (organization_id, subscription_id) references push_subscription on delete cascade
);

create unique index push_message_once on push_message (organization_id, notification_id, subscription_id, withdraws);
create index push_message_waiting on push_message (organization_id, subscription_id, seq) where state = 'waiting';
create index push_message_planned on push_message (queued_at) where state = 'planned';
create index push_message_old on push_message (queued_at) where state = 'waiting';
create index push_message_shown on push_message (organization_id, user_id) where state in ('waiting', 'delivered') and not withdraws;
create index push_message_settled on push_message (settled_at) where settled_at is not null;

-- Users whose browsers may show what need not be shown any more. There may be several rows of a user: nobody waits for another's.
create table push_look (
    organization_id text        not null,
    user_id         text        not null,
    number          bigint      not null generated always as identity,
    at              timestamptz not null default clock_timestamp(),
    primary key (number)
);

-- In the transaction that marks something as seen, read or archived. One on its way counts, too: its pod notes another look when it has
-- arrived, but may do so before this transaction commits.
create function push_note_look() returns trigger language plpgsql as $$
begin
    insert into push_look (organization_id, user_id)
    select new.organization_id, new.user_id
    where exists (
        select from push_message m
        where m.organization_id = new.organization_id and m.user_id = new.user_id
          and m.state in ('waiting', 'delivered') and not m.withdraws);
    return null;
end
$$;

create trigger push_note_first_look after insert on inbox
for each row when (new.read_through > 0 or new.seen_through > 0) execute function push_note_look();

create trigger push_note_look after update of read_through, seen_through on inbox
for each row when (new.read_through > old.read_through or new.seen_through > old.seen_through) execute function push_note_look();

create trigger push_note_mark after insert or update on inbox_mark
for each row execute function push_note_look();

-- Keeps a subscription, or renews it. The user's oldest ones beyond "most" end.
create function push_subscribe(
    organization text, owner text, subscription text, service text, address text, key bytea, secret bytea, start_page text, most int)
returns timestamptz language plpgsql volatile security definer as $$
declare
    named text := current_setting('carillon.organization', true);
    since timestamptz;
begin
    perform set_config('lock_timeout', '5s', true);
    perform set_config('carillon.organization', '*', true);
    -- Whoever signs in there at the same moment comes after this one.
    perform pg_advisory_xact_lock(hashtextextended('carillon.push ' || subscription, 0));
    insert into push_service (origin) values (service) on conflict do nothing;
    insert into push_feed (organization_id, position)
    values (organization, coalesce((select h.id from log_heads(array[organization]) h), 0)) on conflict do nothing;
    delete from push_subscription s where s.id = subscription and (s.organization_id, s.user_id) <> (organization, owner);
    insert into push_subscription as s (organization_id, id, user_id, origin, endpoint, p256dh, auth, page)
    values (organization, subscription, owner, service, address, key, secret, start_page)
    on conflict (organization_id, id) do update
        set p256dh = excluded.p256dh, auth = excluded.auth, page = excluded.page, renewed_at = clock_timestamp()
    returning s.created_at into since;
    delete from push_subscription s
    where s.organization_id = organization and s.id in (
        select o.id from push_subscription o
        where o.organization_id = organization and o.user_id = owner and o.id <> subscription
        order by o.renewed_at desc offset most - 1);
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return since;
end
$$;

-- Plans what is new in the logs, for up to "organizations" of them after one: the next "step" entries of each. Plans and position are
-- one commit, so each notification is planned once. The log keeps what there is no room for.
create function push_feed(
    after_organization text, organizations int, step int, most_planned int, default_types text[], default_after int[])
returns table (organization text, entries int, is_full boolean)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named  text := current_setting('carillon.organization', true);
    one    record;
    f      push_feed;
    lowest int;
    last   bigint;
    head   bigint;
    wanted boolean;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for one in
        select w.organization_id from push_feed w
        join organization o on o.id = w.organization_id
        cross join lateral (
            select n.id from notification n
            where n.segment = o.segment and n.organization_id = o.id order by n.id desc limit 1) h
        where w.organization_id > after_organization and h.id > w.position
        order by w.organization_id limit organizations
    loop
        organization := one.organization_id;
        entries := 0;
        is_full := false;
        select w.* into f from push_feed w where w.organization_id = one.organization_id for no key update skip locked;
        if f.organization_id is not null then
            -- Both at one moment: whatever is committed after a subscription is after this head.
            select exists (select from push_subscription s where s.organization_id = f.organization_id),
                   (select h.id from log_heads(array[f.organization_id]) h)
            into wanted, head;
            if not wanted then
                update push_feed w set position = head, is_full = false where w.organization_id = f.organization_id;
            elsif f.is_full then
                is_full := true;
            else
                select segment_from(o, f.position + 1) into lowest from organization o where o.id = f.organization_id;
                with entry as materialized (
                    select n.id, n.segment, coalesce(n.user_id, '') as reader, n.type, n.created_at, n.change, n.changed_id
                    from notification n
                    where n.organization_id = f.organization_id and n.segment >= lowest and n.id > f.position
                    order by n.id limit step
                ), planned as (
                    -- The sender's word, or the first rule whose types match, decides.
                    insert into push_planned (organization_id, notification_id, segment, user_id, created_at, due_at)
                    select f.organization_id, n.id, n.segment, n.reader, n.created_at,
                           n.created_at + interval '1 second' * r.after_seconds
                    from entry n
                    cross join lateral (
                        select r.after_seconds, r.organization_wide from (
                            select 0 as place, '%' as types, w.after_seconds, true as organization_wide
                            from handover_wish w
                            where w.organization_id = f.organization_id and w.notification_id = n.id
                            union all
                            select h.place, h.types, h.after_seconds, h.organization_wide from handover_rule h
                            where h.organization_id = f.organization_id and (h.media is null or 'push' = any (h.media))
                            union all
                            select d.place::int, d.types, d.after_seconds, false
                            from unnest(default_types, default_after) with ordinality d (types, after_seconds, place)
                            where not exists (select from handover_rule h where h.organization_id = f.organization_id)) r
                        where n.type like r.types order by r.place limit 1) r
                    where n.change is null and n.reader <> 'key:erased' and r.after_seconds is not null
                      and case n.reader when '' then r.organization_wide else exists (
                          select from push_subscription s
                          where s.organization_id = f.organization_id and s.user_id = n.reader) end
                    on conflict do nothing
                ), recalled as (
                    insert into push_look (organization_id, user_id)
                    select distinct f.organization_id, m.user_id
                    from entry n join push_message m
                        on m.organization_id = f.organization_id and m.notification_id = n.changed_id
                    where n.change = 'recall' and m.state = 'delivered' and not m.withdraws
                )
                select max(n.id), count(*) into last, entries from entry n;
                update push_feed w
                set position = coalesce(last, w.position),
                    is_full = (select count(*) from (
                        select from push_planned p where p.organization_id = w.organization_id limit most_planned) p) >= most_planned
                where w.organization_id = f.organization_id
                returning w.is_full into is_full;
            end if;
        end if;
        return next;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Queues what is due, for up to "step" browsers of each notification. Whether it is still to be pushed is decided by the claim, at the
-- last moment. A browser with "most_waiting" messages gets no more, and its first ones say so.
create function push_promote(most int, step int, most_waiting int)
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
            select s.organization_id, s.id, s.user_id from push_subscription s
            where s.organization_id = p.organization_id and (p.user_id = '' or s.user_id = p.user_id)
              and s.id > p.through and s.created_at < p.created_at + interval '1 millisecond'
            order by s.id limit step for no key update
        ), added as (
            insert into push_message
                (organization_id, subscription_id, user_id, notification_id, segment, withdraws, collapses, state, reason, settled_at)
            select b.organization_id, b.id, b.user_id, p.notification_id, p.segment, false,
                   exists (select from notification n where n.organization_id = p.organization_id and n.segment = p.segment
                               and n.id = p.notification_id and n.collapse_key is not null),
                   case when w.is_full then 'dropped' else 'waiting' end,
                   case when w.is_full then 'full' end,
                   case when w.is_full then clock_timestamp() end
            from browser b
            cross join lateral (
                select count(*) >= most_waiting as is_full from (
                    select from push_message m
                    where m.organization_id = b.organization_id and m.subscription_id = b.id and m.state = 'waiting'
                    limit most_waiting) m) w
            on conflict do nothing
            returning subscription_id, state
        ), opened as (
            update push_subscription s set due_at = coalesce(s.due_at, clock_timestamp())
            from added a where s.organization_id = p.organization_id and s.id = a.subscription_id and a.state = 'waiting'
        )
        select count(*), max(b.id), (select count(*) from added a where a.state = 'dropped')
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

-- Queues a withdrawal for each browser that shows what its user has seen, read or archived meanwhile, or what was recalled. Services
-- whose origin is like one of "never" get none.
create function push_withdraw(most int, never text[]) returns int language plpgsql volatile security definer as $$
declare
    named  text := current_setting('carillon.organization', true);
    looked int;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with look as (
        delete from push_look l using (select w.number from push_look w order by w.number limit most for update skip locked) w
        where l.number = w.number returning l.organization_id, l.user_id
    ), needless as materialized (
        select m.organization_id, m.subscription_id, m.seq
        from (select distinct l.organization_id, l.user_id from look l) l
        join push_message m on m.organization_id = l.organization_id and m.user_id = l.user_id
            and m.state = 'delivered' and not m.withdraws
        left join notification n on n.organization_id = m.organization_id and n.segment = m.segment and n.id = m.notification_id
        where n.id is null or n.expires_at = 'epoch' or handover_needless(n, m.user_id) in ('seen', 'read', 'archived')
    ), withdrawn as (
        update push_message m set state = 'withdrawn' from needless w
        where m.organization_id = w.organization_id and m.subscription_id = w.subscription_id and m.seq = w.seq
          and m.state = 'delivered'
        returning m.organization_id, m.subscription_id, m.user_id, m.notification_id, m.segment, m.collapses
    ), added as (
        insert into push_message (organization_id, subscription_id, user_id, notification_id, segment, withdraws, collapses)
        select w.organization_id, w.subscription_id, w.user_id, w.notification_id, w.segment, true, w.collapses
        from withdrawn w join push_subscription s on s.organization_id = w.organization_id and s.id = w.subscription_id
        where not s.origin like any (never)
        on conflict do nothing
        returning organization_id, subscription_id
    ), opened as (
        update push_subscription s set due_at = coalesce(s.due_at, clock_timestamp())
        from (select distinct a.organization_id, a.subscription_id from added a) a
        where s.organization_id = a.organization_id and s.id = a.subscription_id
    )
    select count(*) into looked from look;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return looked;
end
$$;

-- Claims up to "most" browsers whose next message is due, at most "per_service" of a push service less those that this pod has in
-- flight. A claim ends with its lease, and a later one takes its place. The notification is read here, as it is now, and a message that
-- need not be sent any more is dropped.
create function push_claim(busy text[], in_flight int[], per_service int, most int, lease interval)
returns table (
    organization text, subscription text, claim bigint, seq bigint, reader text, withdraws boolean, collapses boolean,
    queued_for interval, attempts int, last_status int, service text, endpoint text, p256dh bytea, auth bytea, page text,
    id bigint, type text, title text, message text, action_url text, created_at timestamptz, expires_at timestamptz,
    collapse_key text, is_for_all boolean, dropped text)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named   text := current_setting('carillon.organization', true);
    claimed int := 0;
    o       record;
    s       push_subscription;
    m       push_message;
    n       notification;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for o in
        select p.origin, per_service - coalesce(b.n, 0) as free
        from push_service p left join unnest(busy, in_flight) b (origin, n) on b.origin = p.origin
        where coalesce(b.n, 0) < per_service and (p.hold_until is null or p.hold_until <= clock_timestamp())
          and exists (
            select from push_subscription s
            where s.origin = p.origin and s.due_at is not null and s.due_at <= clock_timestamp())
        order by random()
    loop
        exit when claimed >= most;
        for s in
            select w.* from push_subscription w
            where w.origin = o.origin and w.due_at is not null and w.due_at <= clock_timestamp()
            order by w.due_at limit least(o.free, most - claimed) for update skip locked
        loop
            select w.* into m from push_message w
            where w.organization_id = s.organization_id and w.subscription_id = s.id and w.state = 'waiting'
            order by w.seq limit 1;
            if m.seq is null then
                update push_subscription w set due_at = null where w.organization_id = s.organization_id and w.id = s.id;
                continue;
            end if;
            select w.* into n from notification w
            where w.organization_id = m.organization_id and w.segment = m.segment and w.id = m.notification_id;
            dropped := case
                when m.withdraws then null
                when n.id is null then 'retention'
                when n.user_id = 'key:erased' then 'erased'
                when n.expires_at = 'epoch' then 'recalled'
                when n.expires_at <= clock_timestamp() then 'expired'
                else handover_needless(n, m.user_id) end;
            if dropped is not null then
                update push_message w set state = 'dropped', reason = dropped, settled_at = clock_timestamp()
                where w.organization_id = m.organization_id and w.subscription_id = m.subscription_id and w.seq = m.seq;
                -- The next one is looked at by the next claim.
                update push_subscription w set due_at = clock_timestamp() where w.organization_id = s.organization_id and w.id = s.id;
            else
                claimed := claimed + 1;
                update push_subscription w set due_at = clock_timestamp() + lease, claim = w.claim + 1
                where w.organization_id = s.organization_id and w.id = s.id
                returning w.claim into claim;
            end if;
            organization := s.organization_id;
            subscription := s.id;
            seq := m.seq;
            reader := m.user_id;
            withdraws := m.withdraws;
            collapses := m.collapses;
            queued_for := clock_timestamp() - m.queued_at;
            attempts := m.attempts;
            last_status := m.status;
            service := s.origin;
            endpoint := s.endpoint;
            p256dh := s.p256dh;
            auth := s.auth;
            page := s.page;
            id := m.notification_id;
            type := n.type;
            title := n.title;
            message := n.message;
            action_url := n.action_url;
            created_at := n.created_at;
            expires_at := n.expires_at;
            collapse_key := n.collapse_key;
            is_for_all := n.user_id is null;
            return next;
        end loop;
    end loop;
    perform set_config('carillon.organization', coalesce(named, ''), true);
end
$$;

-- Notes what came of claims. Those that others have taken meanwhile are left out. A browser that has gone takes its messages with it.
create function push_settle(
    organizations text[], subscriptions text[], claims bigint[], seqs bigint[],
    outcomes text[], statuses int[], reasons text[], delays bigint[], services text[], holds bigint[])
returns void language plpgsql volatile security definer as $$
declare
    named text := current_setting('carillon.organization', true);
    r     record;
    shown boolean;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    for r in
        select s.* from unnest(organizations, subscriptions, claims, seqs, outcomes, statuses, reasons, delays)
            s (organization, subscription, claim, seq, outcome, status, reason, delay)
        order by s.organization, s.subscription
    loop
        perform from push_subscription s
        where s.organization_id = r.organization and s.id = r.subscription and s.claim = r.claim for update;
        continue when not found;
        if r.outcome = 'gone' then
            delete from push_subscription s where s.organization_id = r.organization and s.id = r.subscription;
            continue;
        end if;
        update push_message m
        set attempts = m.attempts + case when r.outcome in ('muted', 'quiet') then 0 else 1 end,
            status = r.status, reason = r.reason,
            state = case r.outcome when 'delivered' then 'delivered' when 'retry' then m.state when 'muted' then 'dropped'
                when 'quiet' then 'planned' else 'dead' end,
            queued_at = case r.outcome when 'quiet' then clock_timestamp() + interval '1 millisecond' * r.delay
                else m.queued_at end,
            settled_at = case when r.outcome in ('retry', 'quiet') then null else clock_timestamp() end
        where m.organization_id = r.organization and m.subscription_id = r.subscription and m.seq = r.seq
          and m.state = 'waiting'
        returning not m.withdraws and m.state = 'delivered' into shown;
        if shown then
            -- Its user may have seen it while it was on its way.
            insert into push_look (organization_id, user_id)
            select s.organization_id, s.user_id from push_subscription s
            where s.organization_id = r.organization and s.id = r.subscription;
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

-- Gives up, forgets, and counts.
create function push_sweep(give_up_after interval, keep interval, keep_unused interval, most_planned int, most int)
returns table (dead int, waiting bigint, oldest_seconds double precision, held bigint, subscriptions bigint)
language plpgsql volatile security definer as $$
#variable_conflict use_column
declare
    named text := current_setting('carillon.organization', true);
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with old as (
        select m.organization_id, m.subscription_id, m.seq from push_message m
        where m.state = 'waiting' and m.queued_at < clock_timestamp() - give_up_after
        order by m.queued_at limit most for update skip locked)
    update push_message m
    set state = 'dead', reason = coalesce(m.reason, 'waited too long'), settled_at = clock_timestamp()
    from old o where m.organization_id = o.organization_id and m.subscription_id = o.subscription_id and m.seq = o.seq;
    get diagnostics dead = row_count;
    with old as (
        select m.organization_id, m.subscription_id, m.seq from push_message m
        where m.settled_at < clock_timestamp() - keep limit most for update skip locked)
    delete from push_message m using old o
    where m.organization_id = o.organization_id and m.subscription_id = o.subscription_id and m.seq = o.seq;
    with old as (
        select s.organization_id, s.id from push_subscription s
        where s.renewed_at < clock_timestamp() - keep_unused limit most for update skip locked)
    delete from push_subscription s using old o where s.organization_id = o.organization_id and s.id = o.id;
    delete from push_look l using (
        select w.number from push_look w where w.at < clock_timestamp() - keep limit most for update skip locked) o
    where l.number = o.number;
    begin
        with idle as (
            select p.origin from push_service p
            where (p.hold_until is null or p.hold_until < clock_timestamp())
              and not exists (select from push_subscription s where s.origin = p.origin)
            limit most for update skip locked)
        delete from push_service p using idle i where p.origin = i.origin;
    exception when foreign_key_violation then
        null; -- Somebody has subscribed meanwhile: the next sweep looks again.
    end;
    update push_feed f set is_full = false
    where f.is_full and (select count(*) from (
        select from push_planned p where p.organization_id = f.organization_id limit most_planned) p) < most_planned;
    select count(*), coalesce(extract(epoch from clock_timestamp() - min(m.queued_at)), 0) into waiting, oldest_seconds
    from push_message m where m.state = 'waiting';
    select count(*) into held from push_service p where p.hold_until > clock_timestamp();
    select count(*) into subscriptions from push_subscription;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return next;
end
$$;

-- Erasing a user also erases the user's browsers, and what is or was to be pushed to them: first, and again at the end, for what was
-- planned meanwhile.
do $do$
declare
    written text := pg_get_functiondef('erase_user'::regproc);
    early   constant text := 'delete from outbox_dead o where o.organization_id = organization and o.user_id = erased;';
    late    constant text := 'delete from preference p where p.organization_id = organization and p.user_id = erased;';
    erase   constant text := '
        delete from push_subscription s where s.organization_id = organization and s.user_id = erased;
        delete from push_planned p where p.organization_id = organization and p.user_id = erased;
        delete from push_look l where l.organization_id = organization and l.user_id = erased;';
begin
    if strpos(written, early) = 0 or strpos(written, late) = 0 then
        raise exception 'erase_user is not as expected';
    end if;
    execute replace(replace(written, early, early || erase), late, late || erase);
end
$do$;

do $do$
declare
    owner   text;
    guarded text;
    one     regprocedure;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    foreach guarded in array array['push_subscription', 'push_feed', 'push_planned', 'push_message', 'push_look'] loop
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
          and p.proname in ('push_subscribe', 'push_feed', 'push_promote', 'push_withdraw', 'push_claim', 'push_settle', 'push_sweep')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', one, current_schema());
        execute format('alter function %s set plan_cache_mode = force_generic_plan', one);
        execute format('alter function %s set jit = off', one);
        execute format('revoke all on function %s from public', one);
    end loop;
    perform grant_to_application();
end
$do$;
