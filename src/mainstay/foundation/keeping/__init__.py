"""What is kept outside the database: how backups find it, and when nothing of it may go."""
