"""Writes of evaluation: schemes, evaluations, grades in force, the latest figures."""
