"""The `mainstay` command. Starts fast: nothing heavy is imported before a command runs."""
