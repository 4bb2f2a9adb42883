-- drop-schema: schema odd "s"; -- is gone
drop schema "odd ""s""; --";
