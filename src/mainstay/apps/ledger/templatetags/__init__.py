"""Tags of the pages of imports and data quality."""
