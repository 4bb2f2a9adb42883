"""Backups: a dump with what was in the database when it was made, verified by restoring it. Must not know YAML or plans."""

from neodiff.backup.find import Found, newest

__all__ = ["Found", "newest"]
