"""Reads of proposed grades: the queue of reviews, decision sheets, steps of approval."""
