"""Layout, components, tables and charts of the pages."""
