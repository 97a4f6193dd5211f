"""Pages of models: their runs, asking for one, what it found."""
