"""Pages that compose the other subjects."""
