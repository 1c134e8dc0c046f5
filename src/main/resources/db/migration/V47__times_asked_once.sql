-- A time that changes within the statement is compared with every row, and by no index. Here it is asked once for each statement.
-- statement_timestamp() would be too early: some of these look for what they have just made due.
do $do$
declare
    one record;
begin
    for one in
        select pg_get_functiondef(p.oid) as definition from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('api_keys_without_mac', 'forget_looks', 'push_catch_up', 'push_claim', 'push_promote', 'push_sweep',
                            'push_withdraw', 'webhook_claim', 'webhook_promote', 'webhook_sweep')
    loop
        execute regexp_replace(one.definition, '([<>]=?)\s*clock_timestamp\(\)', '\1 (select clock_timestamp())', 'g');
    end loop;
end
$do$;
