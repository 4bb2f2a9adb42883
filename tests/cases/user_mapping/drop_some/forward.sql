-- drop-object: whatever still uses user mapping s.Role "x"; -- fails
drop user mapping for "Role ""x""; --" server s;
-- drop-object: whatever still uses user mapping s.public fails
drop user mapping for public server s;
