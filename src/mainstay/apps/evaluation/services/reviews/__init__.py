"""Deciding about proposed grades: opening reviews, decisions, the steps of approval."""
