-- Who is no longer to be let in, and whose streams are to end: tokens that were called back before their time, and users
-- who were disconnected. This table is the truth; pods hold it in memory, and messages between them only make it fast.
create table revocation (
    organization_id text        not null,
    credential      text        not null, -- token:<digest>, or user:<id>; nothing that signs anybody in
    generation      bigint      not null, -- which change of this table it is; a later one of the same user is higher
    expires_at      timestamptz not null, -- from then on the credential is refused, and the stream too old, without it
    primary key (organization_id, credential)
);

create index revocation_generation on revocation (generation);
create index revocation_expires_at on revocation (expires_at);

alter table revocation enable row level security;
alter table revocation force row level security;
create policy own_organization on revocation
using (organization_id = current_setting('carillon.organization', true)
       or current_setting('carillon.organization', true) = '*');

-- Pods know the revocations of all organizations, by the functions below and without being let into anything else.
create policy known_to_every_pod on revocation for select
using ((select current_setting('carillon.revocations', true)) = 'every');

-- One row, locked from before a generation is given out until its transaction has ended. So generations become visible in
-- their order, and whoever has seen one has seen all below it: "what came since" misses nothing that commits late.
create table revocation_counter (
    single boolean primary key default true check (single),
    newest bigint not null
);
insert into revocation_counter (newest) values (0);

-- Generations are never given out twice, also where a server takes over that has lost the newest of them, or a database comes
-- back from a backup: they follow the clock, and each other where it does not move on.
--
-- Gives the generation, or -1 where the organization and -2 where all together have as many as they may have. A credential
-- that is revoked again takes no more room.
create function store_revocation(
    organization text, revoked text, keep interval, most_of_organization int, most_of_all int)
returns bigint language plpgsql as $$
declare
    given bigint;
    held bigint;
begin
    select greatest(newest + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint) into strict given
    from revocation_counter for update;
    if not exists (select from revocation r where r.organization_id = organization and r.credential = revoked) then
        if (select count(*) from revocation r where r.organization_id = organization) >= most_of_organization then
            return -1;
        end if;
        perform set_config('carillon.revocations', 'every', true);
        held := (select count(*) from revocation);
        perform set_config('carillon.revocations', '', true);
        if held >= most_of_all then
            return -2;
        end if;
    end if;
    update revocation_counter set newest = given;
    insert into revocation as r (organization_id, credential, generation, expires_at)
    values (organization, revoked, given, clock_timestamp() + keep)
    on conflict (organization_id, credential) do update
        set generation = excluded.generation, expires_at = greatest(r.expires_at, excluded.expires_at);
    return given;
end
$$;

-- What a pod that knows everything up to a generation does not know yet.
create function revocations_since(known bigint)
returns table (organization_id text, credential text, generation bigint, remaining_millis bigint)
language plpgsql as $$
begin
    perform set_config('carillon.revocations', 'every', true);
    return query
        select r.organization_id, r.credential, r.generation,
               (extract(epoch from r.expires_at - clock_timestamp()) * 1000)::bigint
        from revocation r where r.generation > known and r.expires_at > clock_timestamp();
    perform set_config('carillon.revocations', '', true);
end
$$;
