-- drop-object: whatever still uses cast (money as bigint) fails
drop cast (money as bigint);
-- drop-object: whatever still uses cast (text as bytea) fails
drop cast (text as bytea);
