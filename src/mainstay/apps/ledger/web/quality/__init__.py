"""Pages: how good the data of customers is, and mending it."""
