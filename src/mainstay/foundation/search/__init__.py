"""Searching for any part of the texts of a table, quickly also among millions of rows."""
