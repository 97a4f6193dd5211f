"""Work in the background: a queue in the database with leases, retries, progress and cancel."""
