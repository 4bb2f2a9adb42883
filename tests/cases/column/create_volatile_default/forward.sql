alter table public.parts add column tag uuid;
alter table public.parts alter column tag set default gen_random_uuid();
comment on column public.parts.tag is 'neodiff fills this column in batches: rows from before it may have no value yet';
alter table public.t add column "Key $$ %s" uuid;
alter table public.t alter column "Key $$ %s" set default gen_random_uuid();
comment on column public.t."Key $$ %s" is 'neodiff fills this column in batches: rows from before it may have no value yet';
alter table public.t add column luck double precision;
alter table public.t alter column luck set default random();
comment on column public.t.luck is 'neodiff fills this column in batches: rows from before it may have no value yet';

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.parts_1'::regclass) / current_setting('block_size')::bigint;
  page bigint := 0;
  moved tid[];
  touched bigint;
  filled bigint;
  tries integer;
begin
  loop
    begin
      perform set_config('lock_timeout', '1s', true), set_config('row_security', 'off', true);
      if page <= pages then
        execute 'update public.parts_1 set tag = default where tag is null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.parts_1 where tag is null limit 5000) found'
          into moved;
        execute 'with filled as (update public.parts_1 set tag = default where tag is null and ctid = any($1) returning tag) select count(*), count(tag) from filled'
          into touched, filled using moved;
      end if;
      tries := 0;
    exception when lock_not_available or deadlock_detected then
      tries := coalesce(tries, 0) + 1;
      if tries >= 600 then
        raise;
      end if;
    end;
    commit;
    if tries > 0 then
      perform pg_sleep(1);
    elsif page <= pages then
      page := page + 64;
    else
      exit when moved is null or touched > 0 and filled = 0;
    end if;
  end loop;
end
$function$;

-- commit

comment on column public.parts.tag is null;

-- commit

alter table public.parts add constraint parts_tag_not_null not null tag not valid;

-- commit

alter table public.parts validate constraint parts_tag_not_null;

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.t'::regclass) / current_setting('block_size')::bigint;
  page bigint := 0;
  moved tid[];
  touched bigint;
  filled bigint;
  tries integer;
begin
  loop
    begin
      perform set_config('lock_timeout', '1s', true), set_config('row_security', 'off', true);
      if page <= pages then
        execute 'update public.t set "Key $$ %s" = default where "Key $$ %s" is null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.t where "Key $$ %s" is null limit 5000) found'
          into moved;
        execute 'with filled as (update public.t set "Key $$ %s" = default where "Key $$ %s" is null and ctid = any($1) returning "Key $$ %s") select count(*), count("Key $$ %s") from filled'
          into touched, filled using moved;
      end if;
      tries := 0;
    exception when lock_not_available or deadlock_detected then
      tries := coalesce(tries, 0) + 1;
      if tries >= 600 then
        raise;
      end if;
    end;
    commit;
    if tries > 0 then
      perform pg_sleep(1);
    elsif page <= pages then
      page := page + 64;
    else
      exit when moved is null or touched > 0 and filled = 0;
    end if;
  end loop;
end
$function$;

-- commit

comment on column public.t."Key $$ %s" is null;

-- commit

alter table public.t add constraint "t_Key $$ %s_not_null" not null "Key $$ %s" not valid;

-- commit

alter table public.t validate constraint "t_Key $$ %s_not_null";

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.t'::regclass) / current_setting('block_size')::bigint;
  page bigint := 0;
  moved tid[];
  touched bigint;
  filled bigint;
  tries integer;
begin
  loop
    begin
      perform set_config('lock_timeout', '1s', true), set_config('row_security', 'off', true);
      if page <= pages then
        execute 'update public.t set luck = default where luck is null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.t where luck is null limit 5000) found'
          into moved;
        execute 'with filled as (update public.t set luck = default where luck is null and ctid = any($1) returning luck) select count(*), count(luck) from filled'
          into touched, filled using moved;
      end if;
      tries := 0;
    exception when lock_not_available or deadlock_detected then
      tries := coalesce(tries, 0) + 1;
      if tries >= 600 then
        raise;
      end if;
    end;
    commit;
    if tries > 0 then
      perform pg_sleep(1);
    elsif page <= pages then
      page := page + 64;
    else
      exit when moved is null or touched > 0 and filled = 0;
    end if;
  end loop;
end
$function$;

-- commit

comment on column public.t.luck is 'drawn';

-- commit

-- outside a transaction
create unique index concurrently "t_Key $$ %s_key" on public.t ("Key $$ %s");

-- commit

alter table public.t add constraint "t_Key $$ %s_key" unique using index "t_Key $$ %s_key";

-- commit

alter table public.t add constraint t_luck_check check (luck < (1)::double precision) not valid;

-- commit

alter table public.t validate constraint t_luck_check;
