"""Decisions of evaluation that need no database."""
