"""schema/rollout.yaml: the phases and migrations in which a team takes its databases to the declaration."""
