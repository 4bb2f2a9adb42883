"""Databases of the first user: staging.sql is today's; rows.sql and target_rows.sql fill the one world.py makes."""
