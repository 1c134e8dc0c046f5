-- What of an epoch cannot change while a session lasts, a session reads once: it opens a file of the server and takes half
-- of the time of a small append. The timeline and the table can change, and are looked at each time, as before.
create function session_history() returns text stable language plpgsql as $$
declare
    found text := (select system_identifier from pg_control_system()) || '/%s/'
        || (select oid from pg_database where datname = current_database());
begin
    perform set_config('carillon.history', found, false);
    return found;
end
$$;

-- The same epochs as before. A body that an operator has put in its place stays: docs/operations.md.
do $do$
begin
    if exists (
        select from pg_proc where proname = 'history_epoch' and pronamespace = current_schema()::regnamespace
            and prosrc like '%pg_control_system()%'
    ) then
        create or replace function history_epoch() returns text stable language sql as $$
            select substr(md5(
                format(
                    coalesce(nullif(current_setting('carillon.history', true), ''), session_history()),
                    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))
                || '/' || 'organization'::regclass::oid), 1, 8)
        $$;
    end if;
end
$do$;
