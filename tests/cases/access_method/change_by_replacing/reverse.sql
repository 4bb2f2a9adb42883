drop access method tree;
create access method tree type index handler bthandler;
comment on access method tree is 'An index';
