"""YAML with positions, and the forms that check it and describe themselves to editors. Must not know any kind of object."""
