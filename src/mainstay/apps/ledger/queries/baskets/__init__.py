"""What is bought together: association rules of order lines, and next products of a customer."""
