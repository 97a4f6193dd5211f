"""The subjects, one Django app each."""
