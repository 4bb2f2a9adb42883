-- drop-object: whatever still uses foreign data wrapper odd "w"; -- fails
drop foreign data wrapper "odd ""w""; --";
-- drop-object: whatever still uses foreign data wrapper plain fails
drop foreign data wrapper plain;
