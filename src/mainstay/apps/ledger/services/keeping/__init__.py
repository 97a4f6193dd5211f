"""Keeping the ledger tidy: merging files, removing leftovers and what is no longer needed."""
