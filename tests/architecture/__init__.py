"""The house keeps its plan: directions, reads, policies, texts."""
