revoke all on schema app from reader;
grant all on schema app to writer;
comment on schema app is 'new, it''s better';
