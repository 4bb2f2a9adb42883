"""A Plan as people and machines read it: text, SQL scripts, JSON, Markdown, HTML. Must not plan, connect or exit."""
