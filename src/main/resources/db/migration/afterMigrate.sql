-- Where the application has an account of its own, it is a member of this role, which owns nothing: it reads and writes
-- rows of the organization that it names and cannot change tables or policies. Repeated at each start, so that new tables
-- are included and a role that was made later gets its rights. A start without the owner's account grants nothing.
do $$
declare
    beyond regprocedure;
begin
    -- Pods that start together all come here, behind Flyway's own lock, and two cannot grant at once: one of them would
    -- end its start with "tuple concurrently updated". Until the end of this statement, whose number nobody else uses.
    perform pg_advisory_xact_lock(hashtext('carillon.afterMigrate'));
    if exists (select from pg_roles where rolname = 'carillon_application')
            and pg_has_role((select relowner from pg_class where oid = 'notification'::regclass), 'USAGE') then
        execute format('grant usage on schema %I to carillon_application', current_schema());
        execute format(
            'grant select, insert, update, delete on all tables in schema %I to carillon_application',
            current_schema());
        -- What looks beyond one organization: nobody else may call it.
        for beyond in
            select p.oid::regprocedure from pg_proc p
            where p.pronamespace = current_schema()::regnamespace and p.prosecdef
        loop
            execute format('grant execute on function %s to carillon_application', beyond);
        end loop;
        revoke all on flyway_schema_history from carillon_application;
        grant select on flyway_schema_history to carillon_application;
    end if;
end
$$;
