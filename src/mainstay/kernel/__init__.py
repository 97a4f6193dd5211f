"""Value types and pure functions that every other room may use."""
