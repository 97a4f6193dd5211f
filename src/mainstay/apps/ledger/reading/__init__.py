"""Reading of text files, workbooks and Parquet files, packed or not, whoever wrote them.

`sniff` looks at a whole file and says how to read it, `read_records` gives its records in chunks,
`read_rows` gives chosen records in the file's own words. Nothing is interpreted here: what a cell
means is the business of `mainstay.apps.ledger.cleaning`.
"""
