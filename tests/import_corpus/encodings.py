"""The same lines in the encodings that companies have, and in none."""

import codecs

from tests.import_corpus.making import CHINESE_HEAD, HEAD, ONE, SOUND, TWO, Files, lines, text

NAMED = f"{HEAD},product_name"
CHINESE = text(
    f"{CHINESE_HEAD},产品名称",
    "A,1001,1,2024-03-01,10.00,缆绳",
    "B,1002,1,2024-03-02,20.50,铁锚",
)
TRADITIONAL = text(
    "客戶編號,訂單號,行號,訂單日期,金額,產品名稱",
    "A,1001,1,2024-03-01,10.00,纜繩",
    "B,1002,1,2024-03-02,20.50,鐵錨",
)


def named(name: str, encoding: str) -> bytes:
    return lines(f"{ONE},{name}", f"{TWO},rope", head=NAMED, encoding=encoding)


FILES: Files = {
    "utf8.csv": CHINESE.encode(),
    "utf8_bom.csv": codecs.BOM_UTF8 + CHINESE.encode(),
    "utf8_bom_twice.csv": codecs.BOM_UTF8 * 2 + CHINESE.encode(),
    "utf8_traditional.csv": TRADITIONAL.encode(),
    "utf8_emoji.csv": named("⚓ rope 👍🏽", "utf-8"),
    "gb18030.csv": CHINESE.encode("gb18030"),
    "gb18030_four_bytes.csv": CHINESE.replace("铁锚", "𠮷锚").encode("gb18030"),
    "gb18030_bom.csv": b"\x84\x31\x95\x33" + CHINESE.encode("gb18030"),
    "utf16_le.csv": codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"),
    "utf16_be.csv": codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"),
    "utf16_unicode_text.txt": codecs.BOM_UTF16_LE
    + CHINESE.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
    "utf16_odd_byte.csv": codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le") + b"\x41",
    "utf16_without_mark.csv": lines(*SOUND, encoding="utf-16-le"),
    "utf32_le.csv": codecs.BOM_UTF32_LE + CHINESE.encode("utf-32-le"),
    "utf32_be.csv": codecs.BOM_UTF32_BE + CHINESE.encode("utf-32-be"),
    "big5_said.csv": TRADITIONAL.encode("big5"),
    "big5_unsaid.csv": TRADITIONAL.encode("big5"),
    "cp1252_said.csv": named("Café crème", "cp1252"),
    "cp1252_unsaid.csv": named("Café crème", "cp1252"),
    "latin1_said.csv": named("Señor", "iso-8859-1"),
    "shift_jis_said.csv": named("いかり", "shift_jis"),
    "euc_jp_said.csv": named("いかり", "euc-jp"),
    "euc_kr_said.csv": named("닻", "euc-kr"),
    "utf8_said_of_gb18030.csv": CHINESE.encode("gb18030"),
    "half_utf8_half_gbk.csv": text(NAMED, f"{ONE},中").encode() + f"{TWO},铁锚\n".encode("gbk"),
    "one_wrong_byte.csv": lines(*SOUND) + b"C,1003,1,2024-03-03,\xff5.00\n",
    "nul_in_a_cell.csv": lines(*SOUND, "C\0,1003,1,2024-03-03,5.00"),
    "nul_padded.csv": lines(*SOUND) + b"\0" * 4096,
    "control_z_at_the_end.csv": lines(*SOUND) + b"\x1a",
}
