insert into t values ('Ab');
