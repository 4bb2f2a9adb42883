-- drop-object: whatever still uses server odd "s"; -- fails
drop server "odd ""s""; --";
-- drop-object: whatever still uses server plain fails
drop server plain;
