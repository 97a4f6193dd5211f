"""Writing rating rounds: making, closing and cancelling them, answers, files, reminders."""
