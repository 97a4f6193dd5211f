"""The audit trail: who did what, append-only and chained so that tampering shows."""
