create cast (money as bigint) without function;
create cast (text as bytea) without function as implicit;
