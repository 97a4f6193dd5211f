"""Writes of reference data; each checks, writes and audits in one transaction."""
