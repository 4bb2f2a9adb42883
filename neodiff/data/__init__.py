"""Seed rows, JSON defaults and before-images: what differs in the rows, the SQL of it, and copies of what a drop takes."""
