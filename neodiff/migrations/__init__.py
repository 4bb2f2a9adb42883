"""A folder of SQL migrations as a database: which files in which order (`folder`), and running them (`replay`)."""
