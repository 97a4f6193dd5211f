"""What is planted in the data for people to discover, and where they see it.

The customers of the discoveries keep their codes and names whatever the seed is. The page
``docs/guide/demo-data.md`` tells the same to the reader.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Discovery:
    """One planted customer.

    `revenue` is what it buys in a full year at the end of the data, in CNY (of a group: all
    companies together). `place` is a city at home or a country abroad. `see` says how to find it.
    """

    code: str
    customer: str
    name: str
    short_name: str
    brand: str
    segment: str
    place: str
    revenue: float
    see: str


UNPROFITABLE_GIANT = Discovery(
    "unprofitable_giant",
    "C0018",
    "岚泽电梯股份有限公司",
    "岚泽电梯",
    "岚泽",
    "manufacturer",
    "杭州",
    88_000_000.0,
    "Among the three largest by revenue_12m, yet gross_margin is below zero.",
)
FAST_RISER = Discovery(
    "fast_riser",
    "C0731",
    "Karadere Asansör Sistemleri A.Ş.",
    "Karadere",
    "Karadere",
    "installer",
    "Türkiye",
    9_600_000.0,
    "growth_yoy is about +500 %: revenue_12m is six times revenue_prev_12m.",
)
SILENT_LEAVER = Discovery(
    "silent_leaver",
    "C0042",
    "楚岳电梯制造有限公司",
    "楚岳电梯",
    "楚岳",
    "manufacturer",
    "武汉",
    56_000_000.0,
    "One of the ten largest of the year before; recency_days is above 150 and revenue_drop_90d "
    "is 100 %, after years with an order every few days.",
)
SCATTERED_GROUP = Discovery(
    "scattered_group",
    "C0105",
    "禾衡物业集团有限公司",
    "禾衡集团",
    "禾衡",
    "property",
    "成都",
    46_000_000.0,
    "Its fourteen companies buy two to four million each; graded as a group it is among the ten "
    "largest.",
)
RETURNS_EXPLODE = Discovery(
    "returns_explode",
    "C0267",
    "佛山澜擎电梯安装工程有限公司",
    "澜擎安装",
    "澜擎",
    "installer",
    "佛山",
    14_000_000.0,
    "Returns are a quarter of its sales in the last six months, before that one or two per cent; "
    "nearly all are car door operators.",
)
SEASONAL_BUYER = Discovery(
    "seasonal_buyer",
    "C0388",
    "哈尔滨颂峻电梯改造工程有限公司",
    "颂峻改造",
    "颂峻",
    "modernisation",
    "哈尔滨",
    6_500_000.0,
    "recency_days is above 180 as with a lost customer, but revenue_drop_90d is empty: a year ago "
    "these days were quiet too. The monthly chart shows the same four months every year.",
)
CONCENTRATION_RISK = Discovery(
    "concentration_risk",
    "C0007",
    "苏州翊川电梯有限公司",
    "翊川电梯",
    "翊川",
    "manufacturer",
    "苏州",
    245_000_000.0,
    "share_of_revenue is above 10 % and has about doubled in two years.",
)
PRICE_SQUEEZE = Discovery(
    "price_squeeze",
    "C0023",
    "Bergfeld Aufzugstechnik GmbH",
    "Bergfeld",
    "Bergfeld",
    "manufacturer",
    "Germany",
    46_000_000.0,
    "Revenue grows every year while gross_margin falls by more than ten points.",
)

DISCOVERIES: tuple[Discovery, ...] = (
    UNPROFITABLE_GIANT,
    FAST_RISER,
    SILENT_LEAVER,
    SCATTERED_GROUP,
    RETURNS_EXPLODE,
    SEASONAL_BUYER,
    CONCENTRATION_RISK,
    PRICE_SQUEEZE,
)
