"""Pages of the documentation that are programs."""
