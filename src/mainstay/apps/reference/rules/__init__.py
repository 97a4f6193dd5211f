"""What reference data must be, and what follows from it."""
