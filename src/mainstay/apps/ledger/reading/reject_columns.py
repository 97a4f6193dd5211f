"""The columns that a reject file adds to the user's own."""

BATCH = "_mainstay_batch"
RECORD = "_mainstay_record"
LINE = "_mainstay_line"
FIELD = "_mainstay_field"
CODE = "_mainstay_code"
REASON = "_mainstay_reason"
LINE_NO = "_mainstay_line_no"
SOURCE = "_mainstay_source"

REJECT_COLUMNS = (BATCH, RECORD, LINE, FIELD, CODE, REASON, LINE_NO, SOURCE)
