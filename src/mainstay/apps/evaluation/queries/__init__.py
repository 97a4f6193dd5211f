"""Reads of evaluation: indicators, schemes, evaluations, grades and why."""
