"""The registry of rules: what `neodiff check` looks for, how bad it is, why, and what to do. Where PostgreSQL platforms have a
linter of their own, its names and levels are kept, so that one name silences both.

Data alone: how a rule finds is a function of the same name in lint/. Must not know facts, YAML or SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from neodiff.finding import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """name; level; reason: why it matters, a sentence; remedy: what to do, a sentence."""

    name: str
    level: Level
    reason: str
    remedy: str


def _rules(*rules: Rule) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


# What Supabase's linter (splinter) has too, under its names.
_SPLINTER: Final = _rules(
    Rule(
        "unindexed_foreign_keys",
        "info",
        "deleting or updating a row that is referred to scans the whole table for rows that refer to it",
        "add an index that begins with the columns of the foreign key",
    ),
    Rule(
        "auth_users_exposed",
        "error",
        "the view reads auth.users with its owner's rights, so whoever may read the view reads accounts that are not theirs",
        "leave out what is auth's, make the view security_invoker, or take the grant away",
    ),
    Rule(
        "auth_rls_initplan",
        "warning",
        "the value is the same for all rows, but is computed for every one of them",
        "put the call into a subselect of its own, which runs once a query",
    ),
    Rule(
        "no_primary_key",
        "info",
        "rows cannot be told apart by logical replication, by the API, or by a person who mends one of them",
        "declare a primary key",
    ),
    Rule(
        "multiple_permissive_policies",
        "warning",
        "permissive policies are joined with OR: every one of them is run for every row, and the weakest one decides",
        "make one policy of them for each command and role",
    ),
    Rule(
        "policy_exists_rls_disabled",
        "error",
        "policies do nothing while row-level security is off: everyone with a grant reads and writes all rows",
        "switch row-level security on",
    ),
    Rule(
        "rls_enabled_no_policy",
        "info",
        "row-level security without a policy denies everything to everyone but the owner and roles that bypass it",
        "declare who may do what, one policy a command and role",
    ),
    Rule(
        "duplicate_index",
        "warning",
        "every write keeps both indexes, and no query needs more than the other one",
        "drop the index",
    ),
    Rule(
        "security_definer_view",
        "error",
        "the view reads its tables with its owner's rights: row-level security of whoever queries it does not apply",
        "make it security_invoker, or move it to a schema that the API does not expose",
    ),
    Rule(
        "function_search_path_mutable",
        "warning",
        "names in its body are looked up where the caller says, who can put something else in their place",
        "set search_path for the function, and qualify the names in its body",
    ),
    Rule(
        "rls_disabled_in_public",
        "error",
        "the API exposes the table, and nothing but the grant stands between a request and all of its rows",
        "switch row-level security on and declare policies, or take the grants away",
    ),
    Rule(
        "extension_in_public",
        "warning",
        "everything that the extension brings stands among the objects of the API",
        "create the extension in a schema of its own",
    ),
    Rule(
        "rls_references_user_metadata",
        "error",
        "users write their own user_metadata: whoever is asked for permission here gives it to themselves",
        "use app_metadata, or a table that users cannot write",
    ),
    Rule(
        "materialized_view_in_api",
        "warning",
        "row-level security does not apply to materialized views: whoever has the grant reads all of it",
        "grant it to no role of the API, and give it a view or function that decides",
    ),
    Rule(
        "foreign_table_in_api",
        "warning",
        "row-level security does not apply to foreign tables: whoever has the grant reads all of it",
        "move it to a schema that the API does not expose, or grant it to no role of the API",
    ),
    Rule(
        "unsupported_reg_types",
        "warning",
        "pg_upgrade refuses a database that stores values of this type, for they are numbers of one server's catalog",
        "store the name as text",
    ),
    Rule(
        "fkey_to_auth_unique",
        "error",
        "the platform may drop a unique constraint of auth, and cannot while a foreign key needs it",
        "refer to the primary key of the table",
    ),
    Rule(
        "sensitive_columns_exposed",
        "error",
        "the columns hold what is nobody else's business, and the API gives them to whoever asks",
        "guard the table by row-level security, or take the grants away",
    ),
    Rule(
        "rls_policy_always_true",
        "warning",
        "a condition that always holds lets everyone whom the policy is for write every row",
        "say whose rows may be written, or let service_role write them, which needs no policy",
    ),
    Rule(
        "pg_graphql_anon_table_exposed",
        "warning",
        "pg_graphql shows everyone who is not signed in that the table exists, and its columns",
        "take the grant away, or leave the extension out",
    ),
    Rule(
        "pg_graphql_authenticated_table_exposed",
        "warning",
        "pg_graphql shows everyone who is signed in that the table exists, and its columns",
        "take the grant away, or leave the extension out",
    ),
    Rule(
        "anon_security_definer_function_executable",
        "warning",
        "everyone can call it over the API without signing in, and it runs with its owner's rights",
        "take EXECUTE away, or move it to a schema that the API does not expose",
    ),
    Rule(
        "authenticated_security_definer_function_executable",
        "warning",
        "everyone who is signed in can call it over the API, and it runs with its owner's rights",
        "take EXECUTE away, or move it to a schema that the API does not expose",
    ),
)
_ACCESS: Final = _rules(
    Rule(
        "policy_recursion",
        "error",
        "every query that the policy is for fails: PostgreSQL finds the circle when it runs, not when the policy is made",
        "read the table in a SECURITY DEFINER function of a role that bypasses row-level security",
    ),
    Rule(
        "policy_function_per_row",
        "warning",
        "no argument depends on the row, but the function is called for every row",
        "put the call into a subselect of its own, which runs once a query",
    ),
    Rule(
        "policy_volatile_function",
        "warning",
        "PostgreSQL must call a volatile function for every row, and no subselect helps where it reads the row",
        "declare the function stable, if it changes nothing",
    ),
    Rule(
        "policy_to_public",
        "info",
        "the policy is run for every role, also for those that are not signed in and get nothing by it",
        "name the roles that it is for",
    ),
    Rule(
        "policy_for_all",
        "warning",
        "one condition lets the same people read, add, change and delete: who may see a row is seldom who may delete it",
        "declare one policy a command",
    ),
    Rule(
        "policy_column_unindexed",
        "info",
        "every query of the table looks at every row, because no index begins with the column that the policy compares",
        "add an index that begins with the column",
    ),
    Rule(
        "policy_correlated_subselect",
        "info",
        "the subselect depends on the row, so it runs once a row",
        "compare a column with a subselect that does not name the row: `column in (select ...)`",
    ),
    Rule(
        "policy_write_without_select",
        "warning",
        "an UPDATE or DELETE finds its rows by reading them: without a policy for select it touches none, and says nothing",
        "declare a policy for select for the same roles",
    ),
    Rule(
        "auth_role_in_policy",
        "warning",
        "auth.role() is deprecated, is computed for every row, and says nothing that `to:` does not say",
        "name the role in `to:`",
    ),
    Rule(
        "grant_without_policy",
        "warning",
        "the role has the privilege and no policy that lets it use it: it fails, or finds nothing, without a word",
        "declare a policy for the command, or take the privilege away",
    ),
    Rule(
        "policy_without_grant",
        "warning",
        "the policy lets a role do what its privileges do not: it is refused before any policy is asked",
        "grant the privilege, or drop the policy",
    ),
    Rule(
        "definer_under_rls",
        "error",
        "row-level security holds for the function's owner too, who then sees no rows: the function returns nothing, without an error",
        "let a role own it that bypasses row-level security",
    ),
    Rule(
        "object_in_platform_schema",
        "error",
        "the schema is the platform's, and closed: the statement is refused there",
        "move the object to a schema of your own",
    ),
)
_ROWS: Final = _rules(
    Rule(
        "exact_rows_everywhere",
        "info",
        "every row that is not declared is deleted, also those that others have added",
        "say with `where:` which rows are yours, or use mode upsert",
    ),
    Rule(
        "json_enforced_everywhere",
        "info",
        "what is enforced overwrites what each row has chosen, in all of them",
        "use `default:`, which adds only what is missing, or say with `where:` which rows are meant",
    ),
    Rule(
        "json_unfilled_placeholder",
        "warning",
        "nothing fills this in: the text is stored as it stands",
        "write {column}, with the name of a column of the same row",
    ),
    Rule(
        "data_in_sql",
        "warning",
        "it runs once, on the rows of that day: it is not compared, not repeated, and has no way back",
        "declare rows with `rows:` and JSON with `json:`; keep what follows from other rows true by a trigger or a generated column",
    ),
)
_STYLE: Final = _rules(
    Rule(
        "timestamp_without_time_zone",
        "style",
        "the value means another moment in every time zone",
        "use timestamptz",
    ),
    Rule("char_type", "style", "char(n) pads with blanks that comparisons then ignore", "use text"),
    Rule("varchar_with_length", "style", "another length is another type", "use text, with a check where a limit is meant"),
    Rule("json_type", "style", "json has no equality and no index, and keeps duplicate keys", "use jsonb"),
    Rule("money_type", "style", "its decimals depend on a setting of the server", "use numeric"),
    Rule("serial_column", "style", "the sequence has grants and an owner of its own, and can be dropped", "use `identity:`"),
    Rule("integer_primary_key", "style", "it ends at 2,147,483,647, and a wider one rewrites the table", "use bigint"),
    Rule("reserved_word", "style", "every query must quote the name", "choose a name that is no keyword"),
    Rule("domain_constraint", "style", "a change of it checks every table that uses the domain, under a lock", "use a check of the column"),
    Rule("wide_index", "style", "an index of more than three columns seldom serves what it costs", "index fewer columns"),
    Rule("constraint_not_valid", "style", "rows that break it may be there", "validate it, and leave not_valid out"),
)  # fmt: skip
_RUN: Final = _rules(
    Rule(
        "fails_when_run",
        "error",
        "it failed when it was run on scratch, in a way that does not depend on rows or arguments: it has never worked",
        "mend what the message says",
    ),
    Rule(
        "policy_test",
        "error",
        "a test says who may do what with which rows, and on scratch it is otherwise",
        "mend the policy, the grant, or the test",
    ),
)
_SILENCES: Final = _rules(
    Rule("unused_silence", "warning", "nothing is found here that it could silence", "take it out"),
)
RULES: Final[Mapping[str, Rule]] = {**_SPLINTER, **_ACCESS, **_ROWS, **_STYLE, **_RUN, **_SILENCES}
