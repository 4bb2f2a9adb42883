"""Migrations into a live database and back: the only part of neodiff that changes one."""
