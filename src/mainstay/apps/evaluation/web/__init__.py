"""Pages of evaluation, and what it shows on other pages."""
