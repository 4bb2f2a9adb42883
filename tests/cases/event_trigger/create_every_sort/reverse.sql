-- drop-object: whatever still uses event trigger in fails
drop event trigger "in";
-- drop-object: whatever still uses event trigger odd "e"; -- fails
drop event trigger "odd ""e""; --";
-- drop-object: whatever still uses event trigger off fails
drop event trigger off;
-- drop-object: whatever still uses event trigger plain fails
drop event trigger plain;
-- drop-object: whatever still uses function app.new() fails
drop function app.new();
