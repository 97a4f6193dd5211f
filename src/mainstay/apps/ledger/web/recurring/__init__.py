"""Pages of recurring imports."""
