"""The ledger: files brought in, cleaned, validated, committed and undone."""
