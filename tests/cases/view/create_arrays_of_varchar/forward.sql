create view public.arrays as
SELECT tags || ARRAY[status] AS more,
    array_length(ARRAY['x'::character varying]::anyarray::text[], 1) AS one,
    price = ANY (ARRAY[1, 2]::anyarray::numeric[]) AS cheap,
        CASE
            WHEN id > 0 THEN ARRAY[status]
            ELSE tags
        END AS "some",
    price = ANY (ARRAY[id, 2]::anyarray::numeric[]) AS odd
   FROM public.orders;
