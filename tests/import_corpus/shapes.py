"""Delimiters, line ends, quotes, and records of other lengths than the headings."""

from tests.import_corpus.making import HEAD, ONE, SOUND, TWO, Files, lines, odd, text

NAMED = f"{HEAD},product_name"
PLAIN = text(HEAD, *SOUND)
THREE = "C,1003,1,2024-03-03,5.00"


def split_by(delimiter: str) -> bytes:
    return PLAIN.replace(",", delimiter).encode()


FILES: Files = {
    "crlf.csv": text(HEAD, *SOUND, end="\r\n").encode(),
    "cr_only.csv": text(HEAD, *SOUND, end="\r").encode(),
    "cr_only_quoted.csv": text(NAMED, f'{ONE},"a\rb"', f"{TWO},c", end="\r").encode(),
    "mixed_line_ends.csv": f"{HEAD}\r\n{ONE}\n{TWO}\r{THREE}\r\n".encode(),
    "no_final_line_end.csv": PLAIN.rstrip("\n").encode(),
    "blank_line_between.csv": lines(ONE, "", TWO),
    "blank_cells_between.csv": lines(ONE, ",,,,", TWO),
    "spaces_between.csv": lines(ONE, " , ,,  ,", TWO),
    "blank_lines_at_the_end.csv": lines(*SOUND, "", "", ""),
    "semicolons.csv": split_by(";"),
    "tabs.tsv": split_by("\t"),
    "pipes.csv": split_by("|"),
    "semicolons_with_commas.csv": lines("A;1001;1;2024-03-01;1.234,5", head=HEAD.replace(",", ";")),
    "semicolons_with_commas_said.csv": lines(
        "A;1001;1;2024-03-01;1.234,5", head=HEAD.replace(",", ";")
    ),
    "sep_semicolon.csv": b"sep=;\r\n" + split_by(";"),
    "sep_comma.csv": b"sep=,\n" + PLAIN.encode(),
    "sep_tab.csv": b"SEP=\t\n" + split_by("\t"),
    "sep_pipe.csv": b"sep=|\n" + split_by("|"),
    "sep_quoted.csv": b'"sep=;"\n' + split_by(";"),
    "sep_after_mark.csv": b"\xef\xbb\xbfsep=;\n" + split_by(";"),
    "sep_and_a_bad_line.csv": b"sep=,\n" + lines(ONE, "A,1002,1,2024-03-02,abc"),
    "quoted_comma.csv": lines(f'{ONE},"rope, long"', f"{TWO},anchor", head=NAMED),
    "quoted_line_break.csv": lines(f'{ONE},"rope\nlong"', f"{TWO},x", head=NAMED),
    "quoted_line_break_then_bad.csv": lines(
        f'{ONE},"rope\r\nlong"', "A,1002,1,2024-03-02,abc,x", f"{TWO},x", head=NAMED
    ),
    "quoted_quote.csv": lines(f'{ONE},"5"" pipe"', f"{TWO},x", head=NAMED),
    "quote_inside.csv": lines(f'{ONE},5" pipe', f"{TWO},x", head=NAMED),
    "quoted_everything.csv": "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in (HEAD, *SOUND)
    ).encode(),
    "text_behind_a_quote.csv": lines(f'{ONE},"rope" long', f"{TWO},x", head=NAMED),
    "quote_never_closed.csv": lines(f'{ONE},"rope', f"{TWO},x", head=NAMED),
    "quote_never_closed_at_the_end.csv": lines(f"{ONE},x", f'{TWO},"rope', head=NAMED),
    "single_quotes.csv": lines("'A','1001',1,2024-03-01,10.00", TWO),
    "typographic_quotes.csv": lines(f"{ONE},“rope, long”", f"{TWO},x", head=NAMED),
    "space_before_a_quote.csv": lines(f'{ONE}, "rope"', f"{TWO},x", head=NAMED),
    "line_separator_in_a_cell.csv": lines(
        f"{ONE},a\u2028b\u2029c\x85d", "A,1002,1,2024-03-02,abc,x", head=NAMED
    ),
    "tabs_inside_cells.csv": lines(f"{ONE},a\tb", f"{TWO},\t", head=NAMED),
    "trailing_comma.csv": lines(f"{ONE},", f"{TWO},", head=f"{HEAD},"),
    "trailing_comma_of_records.csv": lines(f"{ONE},", f"{TWO},,,"),
    "too_long.csv": odd("C,1003,1,2024-03-03,5.00,x"),
    "too_long_by_a_thousands_comma.csv": odd("C,1003,1,2024-03-03,1,234.50"),
    "too_long_with_a_quote.csv": odd('C,1003,1,2024-03-03,"5.00",x'),
    "too_short_but_enough.csv": lines(ONE, f"{TWO},x", head=NAMED),
    "too_short.csv": odd("C,1003,1,2024-03-03"),
    "too_short_with_a_quote.csv": odd('"C",1003,1'),
    "one_cell.csv": odd("C"),
    "one_column.csv": b"customer\nA\nB\n",
    "headings_alone.csv": f"{HEAD}\n".encode(),
    "nothing.csv": b"",
    "line_ends_alone.csv": b"\n\r\n\n",
    "mark_alone.csv": b"\xef\xbb\xbf",
    "commas_alone.csv": b",,,,\n,,,,\n",
    "spaces_alone.csv": b"   \n \t \n",
}
