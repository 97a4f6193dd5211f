import pytest

from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written


@pytest.mark.parametrize(
    ("content", "delimiter", "width"),
    [
        (b"a,b,c\n1,2,3\n", ",", 3),
        (b"a;b;c\n1;2,5;3\n1;2,5;3\n", ";", 3),
        (b"a\tb\tc\n1\t2,000,1\t3;4\n", "\t", 3),
        (b'a;b\n"x;y,z,w";2\n', ";", 2),
        (b'name, first;b\n"a, b";2\n1,5;2\n', ";", 2),
        (b"a\n1\n2\n", ",", 1),
        (b"a,b,c\n", ",", 3),
    ],
)
def test_the_delimiter_is_the_one_under_which_records_agree(
    written: Written, content: bytes, delimiter: str, width: int
) -> None:
    sniffed = sniff(written(content))
    assert (sniffed.delimiter, len(sniffed.headers)) == (delimiter, width)


def test_headings_lose_the_spaces_around_them(written: Written) -> None:
    sniffed = sniff(written("\ufeff 客户 ,\t金额\u3000,a b\n1,2,3\n".encode()))
    assert sniffed.headers == ("客户", "金额", "a b")


def test_repeated_and_empty_headings_are_named(written: Written) -> None:
    sniffed = sniff(written(b"a,note,,note,\n1,2,3,4,5\n"))
    assert sniffed.repeated_headers == ("note",)
    assert sniffed.empty_headers == (3, 5)


def test_empty_lines_above_the_header_are_passed_over(written: Written) -> None:
    sniffed = sniff(written(b'\n,,\n"a\nb",c\n1,2\n'))
    assert sniffed.headers == ("a\nb", "c")
    assert sniffed.first_line == 5


def test_a_file_that_begins_with_data_has_no_header(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b"\n10248,11,14.0,2024-02-29 10:30\n10249,12,15.0,2024-03-01 11:00\n"))
    assert (refused.value.code, refused.value.figures) == ("no_header", {"line": 2})


def test_a_quote_left_open_in_the_header_is_named(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b'\na,b,"c\n1,2,3\n4,5,6\n'))
    assert (refused.value.code, refused.value.figures) == ("unclosed_quote", {"line": 2})


def test_a_header_with_malformed_quotes_is_none(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b'"a"b,c\n1,2\n'))
    assert (refused.value.code, refused.value.figures) == ("no_header", {"line": 1})


def test_size_and_lines_are_of_the_whole_file(written: Written) -> None:
    sniffed = sniff(written(b"a,b\r\n1,2\r\n\r\n3,4"))
    assert (sniffed.size, sniffed.lines) == (15, 4)


def test_a_mended_reject_file_is_recognised(written: Written) -> None:
    sniffed = sniff(written(b"_mainstay_record,_mainstay_line_no,a,'=b\n1,,x,y\n"))
    assert sniffed.is_reject_file
    assert sniffed.headers[-1] == "=b"
    assert not sniff(written(b"a,'=b\nx,y\n")).is_reject_file
