"""What belongs to the whole server or to the database itself: what of it is wanted, its plan, and the plan's proof."""
