-- What a key may do. Those that exist keep what they could do before: everything but managing keys, which "admin" still
-- decides. The default is for pods of the version before, which know no scopes, while an upgrade lasts.
alter table api_key
    add column scopes text[] not null default '{publish,read,manage}',
    add constraint api_key_scopes check (scopes <@ '{publish,read,manage,operate}' and cardinality(scopes) > 0);

-- Keys of an organization that none can have: they were made by mistake and let nobody in.
do $$
begin
    perform set_config('carillon.organization', '*', true);
    delete from api_key where organization_id = '*';
end
$$;

-- With the scopes; what pods of the version before ask for has stayed as it was.
drop function find_api_key(text);
create function find_api_key(presented text)
returns table (
    id text, organization_id text, hash bytea, admin boolean, expires_at timestamptz, revoked boolean, scopes text[])
language plpgsql as $$
begin
    perform set_config('carillon.api_key', presented, true);
    return query
        select k.id, k.organization_id, k.hash, k.admin, k.expires_at, k.revoked_at is not null, k.scopes
        from api_key k where k.id = presented;
    perform set_config('carillon.api_key', '', true);
end
$$;
