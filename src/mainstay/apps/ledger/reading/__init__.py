"""Reading of text files, workbooks and Parquet files, packed or not, whoever wrote them.

`sniff` looks at a whole file and says how to read it, `read_records` gives its records in chunks,
`read_rows` gives chosen records in the file's own words. Nothing is interpreted here: what a cell
means is the business of `mainstay.apps.ledger.cleaning`.
"""

import csv

# The module would refuse a cell of more than 131,072 characters; records have a limit of their own.
csv.field_size_limit(4 << 20)
