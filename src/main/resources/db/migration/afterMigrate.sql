-- Where the application has an account of its own, it is a member of a role that owns nothing. Repeated at each start, so
-- that new tables are included and a role that was made later gets its rights. A start without the owner's account grants
-- nothing.
do $$
declare
    home text := current_schema();
begin
    -- Pods that start together all come here, behind Flyway's own lock, and two cannot grant at once: one of them would
    -- end its start with "tuple concurrently updated". Until the end of this statement, whose number nobody else uses.
    perform pg_advisory_xact_lock(hashtext('carillon.afterMigrate'));
    if exists (select from pg_roles where rolname = 'carillon_application')
            and to_regprocedure('grant_to_application()') is not null
            and pg_has_role((select relowner from pg_class where oid = 'notification'::regclass), 'USAGE') then
        perform grant_to_application();
        if to_regclass('scheduled') is not null then
            -- Written by functions alone, which look at the clock in the right order.
            revoke insert, update, delete on scheduled from carillon_application;
        end if;
        if to_regclass('push_service') is not null then
            -- Of all organizations together, and written by functions alone.
            revoke insert, update, delete on push_service from carillon_application;
        end if;
        if to_regclass('push_count') is not null then
            revoke insert, update, delete on push_count from carillon_application;
        end if;
        revoke all on flyway_schema_history from carillon_application;
        grant select on flyway_schema_history to carillon_application;
    end if;
    if to_regprocedure('open_publish()') is not null
            and pg_has_role((select relowner from pg_class where oid = 'notification'::regclass), 'USAGE') then
        perform open_publish();
        -- PostgreSQL looks first in the schema that has the account's own name. An account named carillon would find schema
        -- carillon there from its next connection on, without a table, and the next start would fail.
        if session_user = 'carillon' and home <> 'carillon'
                and not exists (
                    select from pg_db_role_setting chosen, unnest(chosen.setconfig) setting
                    where chosen.setrole = (select oid from pg_roles where rolname = session_user)
                      and chosen.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                      and setting like 'search_path=%') then
            execute format('alter role %I in database %I set search_path = %I', session_user, current_database(), home);
        end if;
    end if;
end
$$;
