"""Made-up companies and their people: the same ones for the same numbers, on any machine.

Four of five are Chinese (place, two or three signs, trade, legal form), the others have Latin
names with a number. Each person of `owners` looks after fifty of them, the first ones.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.orders import connect, customer_code

OWNED = 50
CONTACTS_EACH = 2

_SIGNS = "恒达华新东方金鼎瑞丰宏远嘉和盛世天成永昌中联三菱广日通力大江南苏杭申沪粤港鲁豫川渝"
_PLACES = ("上海", "北京", "苏州", "广州", "重庆", "厦门", "成都", "杭州", "佛山", "青岛")
_TRADES = ("电梯", "机电", "科技", "物业", "置业", "建筑工程", "电梯工程", "贸易")
_FORMS = ("有限公司", "股份有限公司", "集团有限公司")
_WORDS = ("Nordwald", "Hansen", "Lift", "Elevator", "Brandt", "Global", "Metro", "Prime")
_FAMILIES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"


def write_companies_csv(path: Path, customers: int, owners: Sequence[str]) -> None:
    """Write the master data of the customers."""
    chinese = _joined(
        (_PLACES, "place"),
        (_SIGNS, "first"),
        (_SIGNS, "second"),
        (("", *_SIGNS), "third"),
        (_TRADES, "trade"),
        (_FORMS, "form"),
    )
    latin = _joined((_WORDS, "first"), ((" ",), ""), (_WORDS, "second"))
    owner = f"list_value({', '.join(map(_text, owners))})[number // {OWNED} + 1]"
    with connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT {customer_code("number")} AS code,
                    CASE WHEN number % 5 = 0 THEN {latin} || ' ' || number || ' Ltd'
                        ELSE {chinese} END AS name,
                    'Region ' || number % 31 AS region, 'Industry ' || number % 20 AS industry,
                    DATE '1980-01-01' + CAST(number % 15000 AS INTEGER) AS founded_on,
                    {owner} AS owner,
                    CASE WHEN number % 10 = 0 THEN 'tag ' || number % 7 ELSE '' END AS tags
                FROM range({customers}) AS made(number) ORDER BY number
            ) TO '{path}' (FORMAT csv, HEADER)
        """)


def write_contacts_csv(path: Path, customers: int) -> None:
    """Write the contacts of the customers, two for each."""
    name = _joined((_FAMILIES, "family"), (_GIVEN, "first"), (_GIVEN, "second"))
    with connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT {customer_code(f"number // {CONTACTS_EACH}")} AS customer,
                    'P' || lpad(CAST(number AS VARCHAR), 8, '0') AS contact_code,
                    {name} AS contact_name, 'Buyer' AS position,
                    'person' || number || '@company.example' AS email,
                    '139' || lpad(CAST(number AS VARCHAR), 8, '0') AS mobile
                FROM range({customers * CONTACTS_EACH}) AS made(number) ORDER BY number
            ) TO '{path}' (FORMAT csv, HEADER)
        """)


def _joined(*parts: tuple[Sequence[str], str]) -> str:
    """Write SQL for a text: of each part one of its choices, by the number and the part's name."""
    return " || ".join(
        f"list_value({', '.join(map(_text, choices))})"
        f"[1 + CAST(hash(number, {_text(name)}) % {len(choices)} AS INTEGER)]"
        for choices, name in parts
    )


def _text(value: str) -> str:
    return f"'{value}'"
