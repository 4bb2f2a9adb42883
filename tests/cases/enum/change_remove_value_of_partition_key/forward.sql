alter table public.jobs detach partition public.jobs_new;
alter table public.jobs_old detach partition public.jobs_old_new;
alter table public.jobs_old detach partition public.jobs_old_rest;
-- drop-table: all rows of public.jobs_old are lost
drop table public.jobs_old;
-- drop-table: all rows of public.jobs are lost
drop table public.jobs;
-- lose-values: enum public.state loses 'gone'; a row that holds one makes the migration fail
alter type public.state rename to state__old;
create type public.state as enum ('new', 'old');
alter type public.stage rename to stage__old;
create domain public.stage as public.state;
create table public.jobs (
    id integer,
    state public.state constraint jobs_state_not_null not null,
    stage public.stage
)
partition by list (state);
create table public.jobs_old partition of public.jobs
for values in ('old')
partition by list (stage);
alter table public.jobs_new alter column stage type public.stage using stage::text::public.stage;
alter table public.jobs_new alter column state type public.state using state::text::public.state;
alter table public.jobs_old_new alter column stage type public.stage using stage::text::public.stage;
alter table public.jobs_old_new alter column state type public.state using state::text::public.state;
alter table public.jobs_old_rest alter column stage type public.stage using stage::text::public.stage;
drop domain public.stage__old;
alter table public.jobs_old_rest alter column state type public.state using state::text::public.state;
drop type public.state__old;
create index by_state on public.jobs (state);
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.jobs attach partition public.jobs_new for values in ('new');
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.jobs_old attach partition public.jobs_old_new for values in ('new');
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.jobs_old attach partition public.jobs_old_rest default;
