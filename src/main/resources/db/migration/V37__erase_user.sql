-- Erasing a user. See docs/adr/0037-erasing-goes-through-the-log-once.md

-- One step: the notifications after an id, up to "most" of the organization's log. Whatever was sent to the user keeps its place,
-- id and mark, and loses everything else; the user's marks on these notifications go, and the user's name as a sender. After the
-- last step, which has no "next_after", the user is in no table, except in revocations, which have an end of their own.
--
-- The log is walked as a whole, because nothing finds a sender. A step takes the lock of append for its own time only.
create function erase_user(organization text, erased text, after bigint, most int)
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
begin
    execute format(
        'alter function erase_user(text, text, bigint, int) set search_path = %I, pg_temp', current_schema());
    revoke all on function erase_user(text, text, bigint, int) from public;
    perform grant_to_application();
end
$do$;
