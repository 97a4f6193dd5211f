"""Writes of notifications: telling people, marking as read, sending mail."""
