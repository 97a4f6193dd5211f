"""Filters of a list that are left out of its page until somebody asks for them."""

EVERY_FILTER = "filters"
"""The word of an address that asks for the page with all of them."""
