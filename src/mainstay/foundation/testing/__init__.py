"""What the suites of all subjects stand on: their database, their folder, the routes they asked."""
