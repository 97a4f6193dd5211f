"""Who may see and do what: actors, permissions, policies, scoped reads, guarded services."""
