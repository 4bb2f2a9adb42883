"""What a statement of a plan does to others while it runs: locks, rewrites, scans, and how much of that matters."""
