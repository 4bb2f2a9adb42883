-- drop-object: whatever still uses user mapping new "s".boss fails
drop user mapping for boss server "new ""s""";
-- drop-object: whatever still uses user mapping old.Role "x"; -- fails
drop user mapping for "Role ""x""; --" server old;
-- drop-object: whatever still uses user mapping old.public fails
drop user mapping for public server old;
-- drop-object: whatever still uses server new "s" fails
drop server "new ""s""";
