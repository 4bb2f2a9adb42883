"""One declaration for many databases: each is read once, each distinct state planned and proven once, and migrated in waves."""
