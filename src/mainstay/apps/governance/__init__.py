"""People, teams, roles, tokens, the installation, sign-in and the audit trail's screens."""
