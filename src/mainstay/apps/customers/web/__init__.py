"""Pages of the customer master."""
