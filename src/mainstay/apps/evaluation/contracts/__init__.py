"""What other subjects may use of evaluation: indicators, grades in words, events."""
