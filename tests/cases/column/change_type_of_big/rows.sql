insert into plans select generate_series(1, 10);
insert into orders (id, "Plan %s", note, amount) select i, 1 + i % 10, 'note ' || i, i from generate_series(1, 1000) i;
insert into lines select generate_series(1, 1000);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'orders', 'relpages', 20000, 'reltuples', 1000000::real);
