-- The sweeps of push messages and webhooks read a bounded part of each table. They counted every row for metrics, compared the services
-- with all subscriptions, and looked for old rows by a time that the planner does not know: in the order of that time it uses the index.

-- How far the subscriptions are counted, from one sweep to the next.
create table push_count (
    sole    boolean primary key default true check (sole),
    through text   not null default '', -- the id of the last one that was counted
    counted bigint not null default 0,
    total   bigint not null -- when the last count was whole
);

insert into push_count (total) select count(*) from push_subscription where gone_at is null;

-- Counts up to so many subscriptions, after those of the last call. Returns the last whole count.
create function push_count(most int) returns bigint language plpgsql volatile as $$
declare
    state  push_count;
    slice  int;
    living int;
    newest text;
begin
    select * into strict state from push_count for update;
    select count(*), count(*) filter (where s.gone_at is null), max(s.id) into slice, living, newest from (
        select s.id, s.gone_at from push_subscription s where s.id > state.through order by s.id limit most) s;
    state.counted := state.counted + living;
    if slice < most then
        state.total := state.counted;
        state.counted := 0;
        newest := '';
    end if;
    update push_count c set through = newest, counted = state.counted, total = state.total
    where (c.through, c.counted, c.total) <> (newest, state.counted, state.total);
    return state.total;
end
$$;

do $do$
declare
    one  record;
    done text;
begin
    execute format('alter function push_count(int) set search_path = %I, pg_temp', current_schema());
    revoke all on function push_count(int) from public;
    for one in
        select * from (values
            ('push_sweep', 'select count(*) into subscriptions from push_subscription s where s.gone_at is null;',
             'subscriptions := push_count(20000);'),
            ('push_sweep', 'or s.gone_at < (select clock_timestamp()) - keep
        limit most for update skip locked)
    delete from push_subscription s using old o where s.organization_id = o.organization_id and s.id = o.id;',
             'order by s.renewed_at limit most for update skip locked)
    delete from push_subscription s using old o where s.organization_id = o.organization_id and s.id = o.id;
    with old as (
        select s.organization_id, s.id from push_subscription s
        where s.gone_at < (select clock_timestamp()) - keep order by s.gone_at limit most for update skip locked)
    delete from push_subscription s using old o where s.organization_id = o.organization_id and s.id = o.id;'),
            ('push_sweep', 'and not exists (select from push_subscription s where s.origin = p.origin)',
             'and (select s.origin from push_subscription s where s.origin = p.origin limit 1) is null'),
            ('push_sweep', 'where m.settled_at < (select clock_timestamp()) - keep limit most',
             'where m.settled_at < (select clock_timestamp()) - keep order by m.settled_at limit most'),
            ('push_sweep', 'where w.at < (select clock_timestamp()) - keep limit most',
             'where w.at < (select clock_timestamp()) - keep order by w.at limit most'),
            ('webhook_sweep', 'd.settled_at < (select clock_timestamp()) - keep limit most',
             'd.settled_at < (select clock_timestamp()) - keep order by d.settled_at limit most'),
            ('push_sweep', 'into waiting, oldest_seconds
    from push_message m where m.state = ''waiting'';',
             'into waiting, oldest_seconds
    from (select m.queued_at from push_message m where m.state = ''waiting'' order by m.queued_at limit 100000) m;'),
            ('webhook_sweep', 'into waiting, oldest_seconds
    from webhook_delivery d where d.state = ''waiting'';',
             'into waiting, oldest_seconds
    from (select d.queued_at from webhook_delivery d where d.state = ''waiting'' order by d.queued_at limit 100000) d;')
        ) as changes (name, counted, bounded)
    loop
        done := replace(pg_get_functiondef(one.name::regproc), one.counted, one.bounded);
        if strpos(done, one.bounded) = 0 then
            raise exception '% is not as expected', one.name;
        end if;
        execute done;
    end loop;
end
$do$;
