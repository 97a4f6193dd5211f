"""The palette: one field to find anything, go anywhere, and begin what is common."""
