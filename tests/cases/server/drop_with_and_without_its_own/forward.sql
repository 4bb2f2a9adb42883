-- drop-object: whatever still uses user mapping goes; --.boss fails
drop user mapping for boss server "goes; --";
-- drop-object: whatever still uses user mapping goes; --.public fails
drop user mapping for public server "goes; --";
-- drop-object: whatever still uses server goes; -- fails
drop server "goes; --";
