-- The second wall between organizations: where a query forgets its organization, it sees nothing. The application names
-- the organization in each transaction (class Tenancy); '*' is for sweeps that delete by age. FORCE binds the owner of
-- the tables too, so a set-up with a single account is held by it as well; only superusers are not.
--
-- Table organization stays outside: it holds names and heads, which the position check asks for many at once, and
-- nothing that anybody has written.
do $$
declare
    protected text;
begin
    for protected in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
          and a.attname = 'organization_id' and not a.attisdropped
    loop
        execute format('alter table %I enable row level security', protected);
        execute format('alter table %I force row level security', protected);
        execute format($policy$
            create policy own_organization on %I
            using (organization_id = current_setting('carillon.organization', true)
                   or current_setting('carillon.organization', true) = '*')
        $policy$, protected);
    end loop;
end
$$;

-- Whose key it is can only be known by finding it. Whoever presents a key names it; this gives out that one row, and
-- its digest signs nobody in.
create policy presented_key on api_key for select
using (id = current_setting('carillon.api_key', true));

create function find_api_key(presented text)
returns table (id text, organization_id text, hash bytea, admin boolean, expires_at timestamptz, revoked boolean)
language plpgsql as $$
begin
    perform set_config('carillon.api_key', presented, true);
    return query
        select k.id, k.organization_id, k.hash, k.admin, k.expires_at, k.revoked_at is not null
        from api_key k where k.id = presented;
    perform set_config('carillon.api_key', '', true);
end
$$;
