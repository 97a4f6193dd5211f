"""Cleaning: from the text of a file to typed columns, with everything that was changed or refused.

`clean_orders` and `clean_customers` take chunks of `mainstay.apps.ledger.reading`. Nothing is
changed silently: every change is counted under its name, every refusal carries record, field, code
and the cell as it stands in the file.
"""
