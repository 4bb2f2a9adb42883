"""Rows made up for the proof and for check, and what is in tables before and after. Knows no plan and no declaration."""
