"""Running models over all customers, and saying which run is in use."""
