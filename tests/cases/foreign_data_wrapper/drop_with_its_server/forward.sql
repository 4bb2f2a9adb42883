-- drop-object: whatever still uses server its fails
drop server its;
-- drop-object: whatever still uses foreign data wrapper goes; -- fails
drop foreign data wrapper "goes; --";
