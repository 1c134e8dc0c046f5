-- Removes old notifications of the organization by which pods measure themselves. Nobody reads them, and retention, which drops
-- whole segments, would keep a quarter of a million a month for each pod. The newest ones stay, so the head stays as well.
create function trim_canary(keep int) returns bigint language plpgsql as $$
declare
    named   text := current_setting('carillon.organization', true);
    newest  bigint;
    deleted bigint;
begin
    perform set_config('carillon.organization', '~canary', true);
    select max(n.id) into newest from notification n where n.organization_id = '~canary';
    delete from notification where organization_id = '~canary' and id <= newest - greatest(keep, 1);
    get diagnostics deleted = row_count;
    perform set_config('carillon.organization', coalesce(named, ''), true);
    return deleted;
end
$$;

do $do$
begin
    execute format('alter function trim_canary(int) security definer set search_path = %I, pg_temp', current_schema());
    revoke all on function trim_canary(int) from public;
    perform grant_to_application();
end
$do$;
