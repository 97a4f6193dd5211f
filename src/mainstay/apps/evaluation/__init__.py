"""Indicators, grading schemes, evaluations, grades and why."""
