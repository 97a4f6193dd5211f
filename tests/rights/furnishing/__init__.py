"""Setting up the company that rights are tried in, subject by subject."""
