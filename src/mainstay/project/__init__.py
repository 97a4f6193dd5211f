"""The installation: settings from the environment, root addresses, server entry points."""
