"""Pages of rating rounds: the list, making one, rating, results, and what stands elsewhere."""
