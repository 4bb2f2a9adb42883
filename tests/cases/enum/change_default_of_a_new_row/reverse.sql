alter table public.faces alter column mood drop default;
do $$
declare
    n bigint;
begin
    delete from public.faces as t
    where t.id = '7';
    get diagnostics n = row_count;
    if n <> 1 then
        raise exception 'drifted since planned: % of 1 rows of public.faces are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;
-- lose-values: enum public.mood loses 'middling'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('low', 'high');
alter table public.faces alter column mood type public.mood using mood::text::public.mood;
drop type public.mood__old;
