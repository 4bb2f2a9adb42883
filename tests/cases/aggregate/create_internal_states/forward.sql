create aggregate public.discrete(double precision order by anyelement) (
    sfunc = ordered_set_transition,
    stype = internal,
    finalfunc = percentile_disc_final,
    finalfunc_extra
);
create aggregate public.mean(numeric) (
    sfunc = numeric_avg_accum,
    stype = internal,
    finalfunc = numeric_avg,
    combinefunc = numeric_avg_combine,
    serialfunc = numeric_avg_serialize,
    deserialfunc = numeric_avg_deserialize,
    parallel = safe
);
create aggregate public.place(variadic "any" order by variadic "any") (
    sfunc = ordered_set_transition_multi,
    stype = internal,
    finalfunc = rank_final,
    finalfunc_extra,
    finalfunc_modify = shareable,
    hypothetical
);
revoke execute on function public.place("any") from public;
comment on aggregate public.place("any") is 'Hypothetical';
