-- drop-object: whatever still uses publication goes; -- fails
drop publication "goes; --";
