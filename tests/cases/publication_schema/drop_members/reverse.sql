create schema "gone; --";
alter publication p add tables in schema app;
alter publication p add tables in schema "gone; --";
