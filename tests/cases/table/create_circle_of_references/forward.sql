create table public.egg (
    id integer not null,
    hen integer,
    twin integer,
    constraint egg_pkey primary key (id)
);
create table public.hen (
    id integer not null,
    egg integer,
    constraint hen_pkey primary key (id)
);
alter table public.egg add constraint egg_hen_fkey foreign key (hen) references public.hen (id);
alter table public.egg add constraint egg_twin_fkey foreign key (twin) references public.egg (id);
alter table public.hen add constraint hen_egg_fkey foreign key (egg) references public.egg (id);
