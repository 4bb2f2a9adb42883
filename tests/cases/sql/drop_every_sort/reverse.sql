create collation public.plain (provider = libc, locale = 'C');
create text search configuration public.mine (parser = pg_catalog."default");
alter text search configuration public.mine add mapping for asciiword, word, numword, email, url, host, sfloat, version, hword_numpart, hword_part, hword_asciipart, numhword, asciihword, hword, url_path, file, "float", "int", uint with simple;
create rule quiet as on delete to public.t
do instead nothing;
