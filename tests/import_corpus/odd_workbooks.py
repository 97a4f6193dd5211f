"""Workbooks by hand: what libraries would not write, and what is only named a workbook."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.import_corpus.making import HEAD, SOUND, Content, Files, text, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

BOMB = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{BOMB}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'


def cell(content: str) -> str:
    return f'<c t="inlineStr"><is><t>{content}</t></is></c>'


def row(line: str) -> str:
    return "<row>" + "".join(cell(escape(each)) for each in line.split(",")) + "</row>"


def sheet(rows: str, *, doctype: str = "", dimension: str = "", main: str = MAIN) -> str:
    size = f'<dimension ref="{dimension}"/>' if dimension else ""
    return (
        f'{XML}{doctype}<worksheet xmlns="{main}">{size}<sheetData>{rows}</sheetData></worksheet>'
    )


ROWS = "".join(map(row, (HEAD, *SOUND)))


def parts(first: str, *, main: str = MAIN, office: str = OFFICE) -> dict[str, str]:
    """The parts of a workbook whose one sheet is this."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f"{XML}<Types "
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": first,
    }


def book(first: str, changed: Mapping[str, str | None] | None = None, **names: str) -> bytes:
    """A workbook with this sheet; parts that are changed to None are left out."""
    members = parts(first, **names) | dict(changed or {})
    return zipped({name: content for name, content in members.items() if content is not None})


def shared(index: int) -> bytes:
    """A cell that names a shared text, of which there is one."""
    texts = f'{XML}<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>C</t></si></sst>'
    rels = parts("")["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    )
    others = "".join(map(cell, ("1003", "1", "2024-03-03", "5.00")))
    last = f'<row><c t="s"><v>{index}</v></c>{others}</row>'
    return book(
        sheet(ROWS + last),
        {"xl/sharedStrings.xml": texts, "xl/_rels/workbook.xml.rels": rels},
    )


SPREADSHEET_2003 = (
    f'{XML}<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    "<Row><Cell><Data>customer</Data></Cell></Row></Table></Worksheet></Workbook>\n"
)
PAGE = (
    "<html><head><meta charset='utf-8'></head>\n<body><table>\n"
    "<tr><th>customer</th><th>order_no</th></tr>\n<tr><td>A</td><td>1001</td></tr>\n"
    "</table></body></html>\n"
)

FILES: dict[str, Content] | Files = {
    "by_hand.xlsx": book(sheet(ROWS)),
    "strict.xlsx": book(sheet(ROWS, main=STRICT), main=STRICT, office=STRICT_OFFICE),
    "rows_out_of_place.xlsx": book(
        sheet(
            row(HEAD).replace("<row>", '<row r="3">')
            + row(SOUND[0]).replace("<row>", '<row r="7">')
            + row(SOUND[1]).replace("<row>", '<row r="9">')
        )
    ),
    "dimension_too_small.xlsx": book(sheet(ROWS, dimension="A1:A1")),
    "dimension_too_large.xlsx": book(sheet(ROWS, dimension="A1:XFD1048576")),
    "entities_unused.xlsx": book(sheet(ROWS, doctype=LAUGHS)),
    "entities_of_many_laughs.xlsx": book(
        sheet(ROWS + f"<row>{cell('&e9;')}</row>", doctype=LAUGHS)
    ),
    "entity_from_outside.xlsx": book(sheet(ROWS + f"<row>{cell('&out;')}</row>", doctype=OUTSIDE)),
    "without_its_sheet.xlsx": book("", {"xl/worksheets/sheet1.xml": None}),
    "without_a_workbook.xlsx": book(sheet(ROWS), {"xl/workbook.xml": None}),
    "without_sheets.xlsx": book(
        "", {"xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}"><sheets/></workbook>'}
    ),
    "broken_xml.xlsx": book(sheet(ROWS)[:-60]),
    "no_xml.xlsx": book("\0\1\2 not xml"),
    "macros.xlsm": zipped(parts(sheet(ROWS)) | {"xl/vbaProject.bin": "\0macro"}),
    "shared_text.xlsx": shared(0),
    "shared_text_missing.xlsx": shared(7),
    "page.xls": PAGE.encode(),
    "spreadsheet_2003.xls": SPREADSHEET_2003.encode(),
    "text_named_as_a_workbook.xls": text(HEAD, *SOUND).replace(",", "\t").encode("gb18030"),
}
