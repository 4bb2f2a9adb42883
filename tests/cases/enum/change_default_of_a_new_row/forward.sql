alter type public.mood add value 'middling' before 'high';

-- commit

alter table public.faces alter column mood set default 'middling'::public.mood;
do $$
declare
    n bigint;
begin
    insert into public.faces (id)
    values
        ('7');
    get diagnostics n = row_count;
    if n <> 1 then
        raise exception 'drifted since planned: % of 1 rows of public.faces are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;
