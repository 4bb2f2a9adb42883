alter table public.orders add column "Plan %s_new" integer;
comment on column public.orders."Plan %s_new" is 'neodiff fills this column in batches, and then puts it in the place of Plan %s';
create function public."orders_Plan %s_new_sync"() returns trigger language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  new."Plan %s_new" := (select "Plan %s" from (select new."Plan %s") as source("Plan %s"));
  return new;
end
$$;
create trigger "~Plan %s_new_sync" before insert or update on public.orders for each row execute function public."orders_Plan %s_new_sync"();
alter table public.orders enable always trigger "~Plan %s_new_sync";
alter table public.orders add constraint "orders_Plan %s_filled" check (("Plan %s" is null) = ("Plan %s_new" is null)) not valid;

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.orders'::regclass) / current_setting('block_size')::bigint;
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
        execute 'update public.orders set "Plan %s_new" = "Plan %s" where "Plan %s_new" is null and "Plan %s" is not null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.orders where "Plan %s_new" is null and "Plan %s" is not null limit 5000) found'
          into moved;
        execute 'with filled as (update public.orders set "Plan %s_new" = "Plan %s" where "Plan %s_new" is null and "Plan %s" is not null and ctid = any($1) returning "Plan %s_new") select count(*), count("Plan %s_new") from filled'
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

alter table public.orders validate constraint "orders_Plan %s_filled";

-- commit

alter table public.orders add column amount_new integer;
comment on column public.orders.amount_new is 'neodiff fills this column in batches, and then puts it in the place of amount';
create function public.orders_amount_new_sync() returns trigger language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  new.amount_new := (select amount from (select new.amount) as source(amount));
  return new;
end
$$;
create trigger "~amount_new_sync" before insert or update on public.orders for each row execute function public.orders_amount_new_sync();
alter table public.orders enable always trigger "~amount_new_sync";
alter table public.orders add constraint orders_amount_filled check (amount_new is not null) not valid;

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.orders'::regclass) / current_setting('block_size')::bigint;
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
        execute 'update public.orders set amount_new = amount where amount_new is null and amount is not null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.orders where amount_new is null and amount is not null limit 5000) found'
          into moved;
        execute 'with filled as (update public.orders set amount_new = amount where amount_new is null and amount is not null and ctid = any($1) returning amount_new) select count(*), count(amount_new) from filled'
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

alter table public.orders validate constraint orders_amount_filled;

-- commit

-- outside a transaction
create index concurrently by_amount_amount_new on public.orders (amount_new desc, note) include (id) where (note IS NOT NULL);

-- commit

-- outside a transaction
create unique index concurrently once_amount_new on public.orders (amount_new, id);

-- commit

alter table public.orders add column id_new integer;
comment on column public.orders.id_new is 'neodiff fills this column in batches, and then puts it in the place of id';
create function public.orders_id_new_sync() returns trigger language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  new.id_new := (select id from (select new.id) as source(id));
  return new;
end
$$;
create trigger "~id_new_sync" before insert or update on public.orders for each row execute function public.orders_id_new_sync();
alter table public.orders enable always trigger "~id_new_sync";
alter table public.orders add constraint orders_id_filled check (id_new is not null) not valid;

-- commit

-- outside a transaction
do $function$
declare
  pages bigint := pg_relation_size('public.orders'::regclass) / current_setting('block_size')::bigint;
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
        execute 'update public.orders set id_new = id where id_new is null and id is not null and ctid >= $1 and ctid < $2'
          using format('(%s,0)', page)::tid, format('(%s,0)', page + 64)::tid;
      else
        execute 'select array_agg(ctid) from (select ctid from public.orders where id_new is null and id is not null limit 5000) found'
          into moved;
        execute 'with filled as (update public.orders set id_new = id where id_new is null and id is not null and ctid = any($1) returning id_new) select count(*), count(id_new) from filled'
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

alter table public.orders validate constraint orders_id_filled;

-- commit

-- outside a transaction
create index concurrently by_amount_id_new on public.orders (amount_new desc, note) include (id_new) where (note IS NOT NULL);

-- commit

-- outside a transaction
create unique index concurrently orders_pkey_id_new on public.orders (id_new);

-- commit

-- outside a transaction
create unique index concurrently once_id_new on public.orders (amount_new, id_new);

-- commit

drop view public.totals;
alter table public.orders drop constraint positive;
alter table public.orders alter column id drop default;
alter sequence public.orders_id_seq as integer increment by 1 no minvalue no maxvalue start with 1 cache 1 no cycle;
drop trigger "~Plan %s_new_sync" on public.orders;
drop function public."orders_Plan %s_new_sync"();
alter table public.orders drop column "Plan %s";
alter table public.orders rename column "Plan %s_new" to "Plan %s";
alter table public.orders alter column "Plan %s" set statistics 200;
comment on column public.orders."Plan %s" is null;
alter table public.orders add constraint "orders_Plan %s_fkey" foreign key ("Plan %s") references public.plans (id) not valid;
drop trigger "~amount_new_sync" on public.orders;
drop function public.orders_amount_new_sync();
-- lose-values: public.orders.amount: numeric(12,2) to integer rounds
alter table public.orders drop column amount;
alter table public.orders rename column amount_new to amount;
alter table public.orders alter column amount set not null;
alter table public.orders drop constraint orders_amount_filled;
comment on column public.orders.amount is null;
grant select (amount) on table public.orders to public;
alter index public.by_amount_amount_new rename to by_amount;
comment on index public.by_amount is 'found by amount';
alter table public.orders add constraint once unique using index once_amount_new deferrable;
drop trigger "~id_new_sync" on public.orders;
drop function public.orders_id_new_sync();
alter sequence public.orders_id_seq owned by none;
alter table public.lines drop constraint lines_order_id_fkey;
alter table public.orders drop column id;
alter table public.orders rename column id_new to id;
alter table public.orders alter column id set not null;
alter table public.orders drop constraint orders_id_filled;
comment on column public.orders.id is 'the $$ key';
alter index public.by_amount_id_new rename to by_amount;
comment on index public.by_amount is 'found by amount';
alter sequence public.orders_id_seq owned by public.orders.id;
alter table public.orders add constraint orders_pkey primary key using index orders_pkey_id_new;
alter table public.orders add constraint once unique using index once_id_new deferrable;
alter table public.lines add constraint lines_order_id_fkey foreign key (order_id) references public.orders (id) on delete cascade not valid;
alter table public.orders alter column id set default nextval('public.orders_id_seq'::regclass);
alter table public.orders add constraint positive check ((amount >= 0) AND (id > 0)) not valid;
create view public.totals as
SELECT sum(amount) AS total,
    count(*) AS many
   FROM public.orders;

-- commit

alter table public.orders validate constraint "orders_Plan %s_fkey";

-- commit

alter table public.lines validate constraint lines_order_id_fkey;

-- commit

alter table public.orders validate constraint positive;
