"""YAML to declaration: positions, forms, JSON Schema. Must not know PostgreSQL's catalog or any connection."""
