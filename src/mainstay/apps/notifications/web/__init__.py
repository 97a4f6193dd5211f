"""Pages of messages, channels and how one is told."""
