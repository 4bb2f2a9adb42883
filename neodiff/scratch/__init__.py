"""The scratch server: a private PostgreSQL that plans are made and proven on. Knows no YAML, no fact and no plan."""
