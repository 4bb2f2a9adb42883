"""A proven plan as migration files: the pair in the migrations folder, its manifest, and one after the other of a rollout."""
