"""Which line is meant: order lines known, repeated and unknown; and customers."""

from tests.import_corpus.making import HEAD, ONE, SOUND, TWO, Files, lines, odd

ORDERS_HEAD = "customer,order_no,ordered_at,amount"
NAMED = f"{HEAD},product_name"
PEOPLE = "code,name"


def customers(*records: str, head: str = PEOPLE) -> bytes:
    return lines(*records, head=head)


FILES: Files = {
    "line_twice.csv": lines(*SOUND, ONE),
    "line_twice_otherwise_written.csv": lines(*SOUND, "A,1001,01,2024/3/1,10"),
    "line_twice_with_another_amount.csv": lines(*SOUND, "A,1001,1,2024-03-01,11.00"),
    "order_of_two_customers.csv": lines(*SOUND, "B,1001,2,2024-03-01,5.00"),
    "orders_without_line_numbers.csv": lines(
        "A,1001,2024-03-01,10.00",
        "A,1001,2024-03-01,10.00",
        "B,1002,2024-03-02,20.50",
        head=ORDERS_HEAD,
    ),
    "unknown_customer.csv": odd("Z,1003,1,2024-03-03,5.00"),
    "unknown_customer_in_small_letters.csv": odd("a,1003,1,2024-03-03,5.00"),
    "unknown_customer_created.csv": odd("00123,1003,1,2024-03-03,5.00"),
    "unknown_customer_with_a_bell.csv": odd("C\x07,1003,1,2024-03-03,5.00"),
    "customer_full_width.csv": odd("Ｃ,1003,1,2024-03-03,5.00"),
    "customer_with_spaces.csv": odd("\u3000C ,1003,1,2024-03-03,5.00"),
    "customer_missing.csv": odd(",1003,1,2024-03-03,5.00"),
    "customer_too_long.csv": odd(f"{'Z' * 65},1003,1,2024-03-03,5.00"),
    "customer_just_fits.csv": odd(f"{'Z' * 64},1003,1,2024-03-03,5.00"),
    "order_missing.csv": odd("C,,1,2024-03-03,5.00"),
    "order_as_a_number.csv": odd("C,12345678901234567890,1,2024-03-03,5.00"),
    "everything_wrong.csv": odd("Z,,x,y,z"),
    "product_too_long.csv": lines(f"{ONE},{'x' * 201}", f"{TWO},{'x' * 200}", head=NAMED),
    "product_of_a_million_letters.csv": lines(f"{ONE},{'x' * 1_000_000}", f"{TWO},y", head=NAMED),
    "product_quoted_of_many_letters.csv": lines(f'{ONE},"{"x" * 200_000}"', f"{TWO},y", head=NAMED),
    "formulas.csv": lines(f"{ONE},=cmd|' /C calc'!A0", f"{TWO},@SUM(A1)", head=NAMED),
    "markup_and_sql.csv": lines(
        f"{ONE},<script>alert(1)</script>", f"{TWO},Robert'); DROP TABLE lines;--", head=NAMED
    ),
    "right_to_left.csv": lines(f"{ONE},\u202egnp.\u202c", f"{TWO},a\u200db\u200b", head=NAMED),
    "too_many_rejected.csv": odd("Z,1003,1,2024-03-03,5.00"),
    "reject_file_of_another_source.csv": lines(
        f"1,1,2,amount,not_a_number,x,,ERP,{ONE}",
        f"1,2,3,amount,not_a_number,x,,corpus,{TWO}",
        head="_mainstay_batch,_mainstay_record,_mainstay_line,_mainstay_field,_mainstay_code,"
        f"_mainstay_reason,_mainstay_line_no,_mainstay_source,{HEAD}",
    ),
    "customers.csv": customers("C1,甲公司", "C2,乙公司"),
    "customers_known.csv": customers("A,Customer A", "B,Another name", "C1,甲公司"),
    "customers_twice.csv": customers("C1,甲公司", "C1,甲公司", "C2,乙", "C2,丙"),
    "customers_without_a_name.csv": customers("C1,", "C2,乙公司"),
    "customers_without_a_code.csv": customers(",甲公司", "C2,乙公司"),
    "customers_with_a_tab.csv": customers('C1,"甲\t公司"', "C2,乙公司"),
    "customers_with_a_bell.csv": customers("C1,甲\x07公司", "C2,乙公司"),
    "customers_too_long.csv": customers(f"C1,{'甲' * 201}", f"C2,{'乙' * 200}"),
    "customers_below_each_other.csv": customers(
        "C2,子公司,C1", "C1,集团,", "C3,厂区,C2", head="code,name,parent"
    ),
    "customers_in_a_circle.csv": customers(
        "C1,甲,C2", "C2,乙,C1", "C3,丙,", head="code,name,parent"
    ),
    "customers_of_unknown_parents.csv": customers(
        "C1,甲,C9", "C2,乙,C1", "C3,丙,", head="code,name,parent"
    ),
    "customers_with_credit_codes.csv": customers(
        "C1,甲,914403001922038216",
        "C2,乙,914403001922038217",
        "C3,丙,old-17",
        head="编号,名称,统一社会信用代码",
    ),
    "customers_of_kinds.csv": customers(
        "C1,甲,企业", "C2,乙,个人", "C3,丙,alien", head="code,name,kind"
    ),
    "customers_founded.csv": customers(
        "C1,甲,1987-09-15", "C2,乙,2199-01-01", "C3,丙,1899-01-01", head="code,name,founded_on"
    ),
    "customers_of_unknown_owners.csv": customers(
        "C1,甲,nobody@mainstay.example", "C2,乙,", head="code,name,owner"
    ),
    "customers_tagged.csv": customers(
        "C1,甲,重点；华东、制造", f"C2,乙,{'长' * 65}", head="code,name,tags"
    ),
}
