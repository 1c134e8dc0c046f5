-- A transaction may append to several organizations; it names them all, separated by spaces, which no name holds. They
-- are opened to inserts alone: what it could read is what 'carillon.organization' names, as before.
-- The subquery is evaluated once for a statement, not once for a row.
create policy joint_append on notification for insert
with check (organization_id = any ((
    select string_to_array(current_setting('carillon.appends_to', true), ' ')
)::text[]));
