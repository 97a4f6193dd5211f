"""What other subjects may use of the customer master, and what they may hang onto its pages."""
