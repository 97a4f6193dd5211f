"""Writes of the ledger: uploads, imports, undo, states."""
