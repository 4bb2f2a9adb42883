comment on schema public is null;
alter schema public owner to keeper;
