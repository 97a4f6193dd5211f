"""Pages of indicators: the catalogue, and those that the company defines."""
