"""Customer analytics: pure functions on Ibis tables and arrays, usable from a notebook."""
