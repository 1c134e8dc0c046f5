-- When a user has looked, and on which client, so that support can be told why a notification was not handed over.
-- See docs/adr/0042-handed-over-by-the-claim.md

-- When a mark was first made, and the client that said so: "carillon.client" of its transaction, if that names one. Marks of before
-- have neither.
alter table inbox_mark add column marked_at timestamptz, add column marked_by text;
alter table inbox_mark
    alter column marked_at set default clock_timestamp(),
    alter column marked_by set default nullif(current_setting('carillon.client', true), '');

-- The newest moves of a user's watermarks, in 64 places that are used again and again. There are none in an organization that
-- hands nothing over.
create table inbox_look (
    organization_id text        not null,
    user_id         text        not null,
    place           int         not null,
    seen_after      bigint      not null, -- what had been seen before
    seen_through    bigint      not null, -- and since
    client_id       text,
    at              timestamptz not null,
    primary key (organization_id, user_id, place),
    foreign key (organization_id, user_id) references inbox on delete cascade
);

create index inbox_look_old on inbox_look (at);

create function inbox_note_look() returns trigger language plpgsql as $$
declare
    places  constant int := 64;
    before  bigint := greatest(old.read_through, old.seen_through, 0); -- an insert has no old row
    reached bigint := greatest(new.read_through, new.seen_through);
begin
    if reached > before and exists (
            select from webhook_endpoint e
            where e.organization_id = new.organization_id and 'notification.due' = any (e.events)) then
        insert into inbox_look (organization_id, user_id, place, seen_after, seen_through, client_id, at)
        values (new.organization_id, new.user_id, new.changes % places, before, reached,
                nullif(current_setting('carillon.client', true), ''), clock_timestamp())
        on conflict (organization_id, user_id, place) do update
            set seen_after = excluded.seen_after, seen_through = excluded.seen_through, client_id = excluded.client_id,
                at = excluded.at;
    end if;
    return null;
end
$$;

create trigger inbox_note_look after insert or update of read_through, seen_through on inbox
for each row execute function inbox_note_look();

-- When its user has looked, of an event that was dropped for that reason; null if that is not known.
alter table webhook_delivery add column looked_at timestamptz, add column looked_by text;

-- Finds what was handed over of a notification.
create index webhook_delivery_due_of on webhook_delivery (organization_id, endpoint_id, notification_id)
    where event = 'notification.due';

-- Finds what is or was to be sent about a user.
create index webhook_delivery_of_user on webhook_delivery (organization_id, lane, endpoint_id, seq) where lane <> '';

create function webhook_keep_look() returns trigger language plpgsql as $$
begin
    select l.at, l.client_id into new.looked_at, new.looked_by from (
        select m.marked_at as at, m.marked_by as client_id from inbox_mark m
        where m.organization_id = new.organization_id and m.user_id = new.lane
          and m.notification_id = new.notification_id and m.segment = new.segment
        union all
        select k.at, k.client_id from inbox_look k
        where k.organization_id = new.organization_id and k.user_id = new.lane
          and k.seen_after < new.notification_id and new.notification_id <= k.seen_through) l
    where l.at is not null order by l.at limit 1;
    return new;
end
$$;

create trigger webhook_keep_look before update of state on webhook_delivery
for each row when (new.state = 'dropped' and new.event = 'notification.due' and new.reason in ('seen', 'read', 'archived'))
execute function webhook_keep_look();

-- An event that waited for the end of quiet hours waits for its turn from then on.
create function webhook_end_quiet() returns trigger language plpgsql as $$
begin
    new.reason := null;
    return new;
end
$$;

create trigger webhook_end_quiet before update of state on webhook_delivery
for each row when (old.state = 'planned' and new.state = 'waiting' and new.reason = 'quiet')
execute function webhook_end_quiet();

-- Forgets old looks.
create function forget_looks(keep interval, most int) returns int language plpgsql volatile security definer as $$
declare
    named     text := current_setting('carillon.organization', true);
    forgotten int;
begin
    perform set_config('lock_timeout', '250ms', true);
    perform set_config('carillon.organization', '*', true);
    with old as (
        select k.organization_id, k.user_id, k.place from inbox_look k
        where k.at < clock_timestamp() - keep limit most for update skip locked)
    delete from inbox_look k using old o
    where k.organization_id = o.organization_id and k.user_id = o.user_id and k.place = o.place;
    get diagnostics forgotten = row_count;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return forgotten;
end
$$;

-- Events are also made of what has not been erased yet, between two steps of erasing a user. Whoever makes them holds the endpoint's
-- row, so after this lock there are no others.
do $do$
declare
    written text := pg_get_functiondef('erase_user'::regproc);
    place   constant text := 'delete from inbox i where i.organization_id = organization and i.user_id = erased;';
begin
    if strpos(written, place) = 0 then
        raise exception 'erase_user is not as expected';
    end if;
    execute replace(written, place, 'perform from webhook_endpoint e where e.organization_id = organization
        order by e.id for no key update;
        delete from webhook_delivery d where d.organization_id = organization and d.lane = erased;
        delete from webhook_lane l where l.organization_id = organization and l.lane = erased;
        ' || place);
end
$do$;

do $do$
declare
    owner text;
begin
    select c.relowner::regrole::text into strict owner from pg_class c where c.oid = 'notification'::regclass;
    alter table inbox_look enable row level security;
    alter table inbox_look force row level security;
    create policy own_organization on inbox_look using (organization_id = current_setting('carillon.organization', true));
    execute format($policy$
        create policy every_organization on inbox_look to %s using (current_setting('carillon.organization', true) = '*')
    $policy$, owner);
    execute format('alter function forget_looks(interval, int) set search_path = %I, pg_temp', current_schema());
    revoke all on function forget_looks(interval, int) from public;
    perform grant_to_application();
end
$do$;
