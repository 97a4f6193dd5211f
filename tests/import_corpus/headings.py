"""Headings as reports and ERP systems have them: titles, two rows, totals, footers."""

from tests.import_corpus.making import CHINESE_HEAD, HEAD, ONE, SOUND, TWO, Files, lines, text

TITLE = "2024年3月销售明细"
THREE = "A,1003,1,2024-03-03,5.00"


def below(*rows: str, head: str = CHINESE_HEAD) -> bytes:
    """Rows above the headings, and the two sound lines below."""
    return text(*rows, head, *SOUND).encode()


FILES: Files = {
    "title_row.csv": below(TITLE),
    "title_row_as_wide.csv": below(f"{TITLE},,,,"),
    "title_rows.csv": below(TITLE, "单位：元,,,,制表人：李娜", ",,,,"),
    "title_then_a_bad_line.csv": text(TITLE, CHINESE_HEAD, ONE, "A,1002,1,2024-03-02,abc").encode(),
    "blank_lines_above.csv": below("", "", ""),
    "headings_in_row_20.csv": below(*(f"说明 {row}" for row in range(1, 20))),
    "headings_in_row_21.csv": below(*(f"说明 {row}" for row in range(1, 21))),
    "title_with_a_field_name.csv": below("订单号 1001 – 1002 的销售明细"),
    "two_rows_of_headings.csv": below("客户信息,订单信息,,,"),
    "two_rows_needed.csv": below("客户,订单,,,", head="编号,编号,行号,日期,金额"),
    "headings_again.csv": lines(ONE, HEAD, TWO),
    "headings_full_width.csv": below(
        head="ｃｕｓｔｏｍｅｒ，ＮＯ,ｏｒｄｅｒ＿ｎｏ,ｌｉｎｅ,ｄａｔｅ,ａｍｏｕｎｔ"
    ),
    "headings_spaced.csv": below(head=" Customer Code , ORDER-NO,Line  No.,Order Date ,AMOUNT"),
    "headings_broken.csv": below(head='Customer,"Order\nNo",Line,Date,"Net\r\namount"'),
    "headings_with_units.csv": below(head="客户编号,订单号,行号,下单日期,金额（元）"),
    "headings_traditional.csv": below(head="客戶編號,訂單編號,行號,訂單日期,金額"),
    "heading_twice.csv": lines("A,1001,1,2024-03-01,10.00,11.00", head=f"{HEAD},amount"),
    "heading_twice_unneeded.csv": lines(f"{ONE},x,y", f"{TWO},,", head=f"{HEAD},remark,remark"),
    "heading_empty.csv": lines(f"{ONE},x", f"{TWO},y", head=f"{HEAD},"),
    "headings_missing_of_numbers.csv": b"7,1001,1,2024-03-01,10.00\n7,1002,1,2024-03-02,20.50\n",
    "headings_missing_of_text.csv": text(*SOUND).encode(),
    "headings_unknown.csv": below(head="甲,乙,丙,丁,戊"),
    "subtotals.csv": lines(
        ONE, "小计,,,,10.00", TWO, THREE, "小计,,,,25.50", "合计,,,,35.50", head=CHINESE_HEAD
    ),
    "total_in_english.csv": lines(ONE, "Subtotal,,,,10.00", TWO, "Grand total,,,,30.50"),
    "total_in_another_column.csv": lines(*SOUND, ",总计：,,,30.50", head=CHINESE_HEAD),
    "total_spaced.csv": lines(*SOUND, "合  计,,,,30.50", head=CHINESE_HEAD),
    "total_traditional.csv": lines(*SOUND, "總計,,,,30.50"),
    "total_of_a_page.csv": lines(ONE, "本页小计,,,,10.00", TWO, head=CHINESE_HEAD),
    "total_in_a_name.csv": lines(f"{ONE},Total", f"{TWO},合计表", head=f"{HEAD},product_name"),
    "totals_alone.csv": lines("合计,,,,30.50", head=CHINESE_HEAD),
    "footer.csv": lines(*SOUND, "制表人：李娜,,,,", "打印日期：2024-03-31,,,,", head=CHINESE_HEAD),
}
