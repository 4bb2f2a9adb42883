"""Two fact bases -> ordered SQL. Must not know YAML, connections or files."""
