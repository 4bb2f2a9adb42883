create schema "odd ""s""; --";
alter publication p add tables in schema "odd ""s""; --";
