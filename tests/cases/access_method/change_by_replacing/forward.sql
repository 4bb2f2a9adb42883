drop access method tree;
create access method tree type table handler heap_tableam_handler;
comment on access method tree is 'A table';
