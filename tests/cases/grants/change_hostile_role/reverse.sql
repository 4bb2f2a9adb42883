revoke all on table public.t from "Select", "it's a ""Role"" 100%";
