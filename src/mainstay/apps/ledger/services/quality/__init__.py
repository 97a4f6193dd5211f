"""Checking the data of customers, and mending what a check found."""
