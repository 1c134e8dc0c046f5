-- Where the application has an account of its own, it is a member of a role that owns nothing. Repeated at each start, so
-- that new tables are included and a role that was made later gets its rights. A start without the owner's account grants
-- nothing.
do $$
begin
    -- Pods that start together all come here, behind Flyway's own lock, and two cannot grant at once: one of them would
    -- end its start with "tuple concurrently updated". Until the end of this statement, whose number nobody else uses.
    perform pg_advisory_xact_lock(hashtext('carillon.afterMigrate'));
    if exists (select from pg_roles where rolname = 'carillon_application')
            and to_regprocedure('grant_to_application()') is not null
            and pg_has_role((select relowner from pg_class where oid = 'notification'::regclass), 'USAGE') then
        perform grant_to_application();
        revoke all on flyway_schema_history from carillon_application;
        grant select on flyway_schema_history to carillon_application;
    end if;
    if to_regprocedure('open_publish()') is not null
            and pg_has_role((select relowner from pg_class where oid = 'notification'::regclass), 'USAGE') then
        perform open_publish();
    end if;
end
$$;
