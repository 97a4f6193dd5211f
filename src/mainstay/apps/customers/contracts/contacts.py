"""What other subjects need to know of contacts."""

REACH = "customers.contact.reach"
"""The field right to the ways to reach a contact: telephone numbers, e-mail, WeChat."""
