"""The forms of administration. Field names are the services' argument names."""
