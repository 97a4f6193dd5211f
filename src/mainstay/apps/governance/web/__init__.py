"""The pages of administration and of the own account."""
