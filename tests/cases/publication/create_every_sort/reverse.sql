-- drop-object: whatever still uses publication every fails
drop publication every;
-- drop-object: whatever still uses publication odd "p"; -- fails
drop publication "odd ""p""; --";
-- drop-object: whatever still uses publication plain fails
drop publication plain;
-- drop-object: whatever still uses publication schemas fails
drop publication schemas;
-- drop-object: whatever still uses publication stored fails
drop publication stored;
-- drop-table: all rows of app.Odd.T are lost
drop table app."Odd.T";
-- drop-schema: schema app is gone
drop schema app;
-- drop-schema: schema odd s is gone
drop schema "odd s";
