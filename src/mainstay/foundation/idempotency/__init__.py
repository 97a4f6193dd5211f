"""Writes of programs that are sent twice and done once: claims by key, and the answers they got."""
