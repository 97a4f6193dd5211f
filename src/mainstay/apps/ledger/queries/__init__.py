"""Reads of the ledger: states, batches, order lines."""
