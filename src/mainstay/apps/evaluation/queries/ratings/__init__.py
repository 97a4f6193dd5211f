"""Reads of rating rounds: who is asked what, the answers, what they add up to."""
