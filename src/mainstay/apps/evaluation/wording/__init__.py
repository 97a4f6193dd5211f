"""Schemes, grades, reasons and figures in the reader's words."""
