"""Pages of grading schemes."""
