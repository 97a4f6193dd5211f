"""What the company sells: some 120 products in nine categories, with list prices and margins."""

from dataclasses import dataclass

from mainstay.cli.demo.segments import CATEGORIES


@dataclass(frozen=True, slots=True)
class Product:
    """A product. `price` is the list price in CNY, `margin` the share of it that is not cost."""

    code: str
    name: str
    category: str
    price: float
    margin: float


@dataclass(frozen=True, slots=True)
class Family:
    """Products that differ in one specification; `variants` are specification and list price."""

    category: int
    prefix: str
    name: str
    margin: float
    variants: tuple[tuple[str, float], ...]

    def products(self) -> list[Product]:
        return [
            Product(
                f"{self.prefix}-{number:02d}",
                f"{self.name} {specification}".strip(),
                CATEGORIES[self.category],
                price,
                self.margin,
            )
            for number, (specification, price) in enumerate(self.variants, start=1)
        ]


FAMILIES: tuple[Family, ...] = (
    Family(
        0,
        "TM-G",
        "永磁同步曳引机 Gearless machine",
        0.25,
        (
            ("320 kg 0.4 m/s", 6_200),
            ("450 kg 1.0 m/s", 7_400),
            ("630 kg 1.0 m/s", 8_600),
            ("630 kg 1.75 m/s", 9_500),
            ("800 kg 1.75 m/s", 10_900),
            ("1000 kg 1.75 m/s", 12_400),
            ("1000 kg 2.5 m/s", 15_800),
            ("1350 kg 2.5 m/s", 19_600),
            ("1600 kg 3.0 m/s", 26_500),
            ("2000 kg 4.0 m/s", 41_000),
        ),
    ),
    Family(
        0,
        "TM-W",
        "蜗轮蜗杆曳引机 Geared machine",
        0.21,
        (
            ("630 kg", 6_900),
            ("1000 kg", 8_800),
            ("2000 kg", 14_900),
            ("3000 kg", 21_500),
        ),
    ),
    Family(
        1,
        "DO-C",
        "轿门门机 Car door operator",
        0.31,
        (
            ("中分 centre 700 mm", 2_350),
            ("中分 centre 800 mm", 2_480),
            ("中分 centre 900 mm", 2_640),
            ("中分 centre 1100 mm", 2_980),
            ("旁开 side 900 mm", 2_860),
            ("四扇 four-panel 1400 mm", 4_350),
        ),
    ),
    Family(
        1,
        "DO-L",
        "层门装置 Landing door",
        0.28,
        (
            ("中分 centre 700 mm", 980),
            ("中分 centre 800 mm", 1_040),
            ("中分 centre 900 mm", 1_120),
            ("旁开 side 900 mm", 1_260),
            ("耐火 fire-rated 900 mm", 1_880),
            ("四扇 four-panel 1400 mm", 2_150),
        ),
    ),
    Family(
        2,
        "GR-T",
        "实心导轨 Machined guide rail",
        0.17,
        (
            ("T70/B 5 m", 238),
            ("T75/B 5 m", 262),
            ("T82/B 5 m", 298),
            ("T89/B 5 m", 366),
            ("T90/B 5 m", 412),
            ("T114/B 5 m", 588),
            ("T127-2/B 5 m", 742),
        ),
    ),
    Family(
        2,
        "GR-H",
        "空心导轨 Hollow guide rail",
        0.19,
        (
            ("TK3A 5 m", 118),
            ("TK5 5 m", 136),
            ("TK5A 5 m", 148),
        ),
    ),
    Family(
        2,
        "GR-B",
        "导轨支架 Rail bracket",
        0.24,
        (
            ("标准 standard", 32),
            ("组合 combined", 58),
        ),
    ),
    Family(
        3,
        "CC-I",
        "一体化控制柜 Integrated controller",
        0.33,
        (
            ("5.5 kW", 5_900),
            ("7.5 kW", 6_400),
            ("11 kW", 7_300),
            ("15 kW", 8_600),
            ("22 kW", 11_200),
            ("30 kW", 14_800),
            ("37 kW", 18_300),
            ("45 kW", 22_900),
        ),
    ),
    Family(
        3,
        "CC-M",
        "无机房控制柜 Machine-room-less controller",
        0.34,
        (
            ("5.5 kW", 6_300),
            ("7.5 kW", 6_850),
            ("11 kW", 7_900),
            ("15 kW", 9_300),
        ),
    ),
    Family(
        4,
        "RP-S",
        "曳引钢丝绳 Hoist rope",
        0.21,
        (
            ("8 mm /m", 8.6),
            ("10 mm /m", 11.4),
            ("11 mm /m", 13.2),
            ("12 mm /m", 15.1),
            ("13 mm /m", 17.5),
            ("16 mm /m", 24.8),
        ),
    ),
    Family(4, "RP-G", "限速器钢丝绳 Governor rope", 0.23, (("6 mm /m", 5.2), ("8 mm /m", 7.4))),
    Family(4, "RP-B", "钢带 Coated steel belt", 0.36, (("30 mm /m", 128), ("60 mm /m", 214))),
    Family(
        5,
        "SG-P",
        "渐进式安全钳 Progressive safety gear",
        0.35,
        (
            ("P+Q 1800 kg", 780),
            ("P+Q 2600 kg", 920),
            ("P+Q 3500 kg", 1_180),
            ("P+Q 5000 kg", 1_640),
            ("双向 two-way 3500 kg", 1_980),
        ),
    ),
    Family(
        5,
        "SG-O",
        "限速器 Overspeed governor",
        0.37,
        (
            ("1.0 m/s", 640),
            ("1.75 m/s", 690),
            ("2.5 m/s", 860),
            ("4.0 m/s", 1_420),
        ),
    ),
    Family(
        5,
        "SG-B",
        "缓冲器 Buffer",
        0.30,
        (
            ("聚氨酯 polyurethane", 86),
            ("液压 hydraulic 1.0 m/s", 420),
            ("液压 hydraulic 1.75 m/s", 560),
            ("液压 hydraulic 2.5 m/s", 980),
            ("液压 hydraulic 4.0 m/s", 2_150),
        ),
    ),
    Family(
        6,
        "CA-I",
        "轿厢装潢 Car interior",
        0.27,
        (
            ("发纹 hairline 630 kg", 5_400),
            ("发纹 hairline 1000 kg", 6_600),
            ("镜面 mirror 1000 kg", 8_900),
            ("观光 panoramic 1000 kg", 21_800),
            ("医用 bed lift 1600 kg", 13_600),
            ("载货 goods 2000 kg", 9_700),
        ),
    ),
    Family(
        6,
        "CA-C",
        "轿顶 Ceiling",
        0.32,
        (
            ("LED 标准 standard", 860),
            ("LED 豪华 luxury", 1_650),
            ("换气 ventilated", 1_120),
        ),
    ),
    Family(
        6,
        "CA-P",
        "操纵箱 Car operating panel",
        0.38,
        (
            ("标准 standard", 920),
            ("触摸屏 touch", 1_860),
            ("无障碍 accessible", 1_240),
        ),
    ),
    Family(
        7,
        "SP-D",
        "门系统备件 Door spare",
        0.46,
        (
            ("门挂轮 hanger roller", 18),
            ("门滑块 sliding shoe", 6.5),
            ("门锁 door lock", 64),
            ("光幕 light curtain", 268),
            ("同步带 timing belt /m", 22),
            ("门刀 door vane", 145),
        ),
    ),
    Family(
        7,
        "SP-E",
        "电气备件 Electrical spare",
        0.44,
        (
            ("按钮 push button", 16),
            ("接触器 contactor", 92),
            ("继电器 relay", 24),
            ("编码器 encoder", 430),
            ("变频器 inverter 11 kW", 2_680),
            ("主板 main board", 1_460),
            ("显示板 display board", 210),
            ("随行电缆 travelling cable /m", 19),
        ),
    ),
    Family(
        7,
        "SP-M",
        "机械备件 Mechanical spare",
        0.42,
        (
            ("导靴 guide shoe", 58),
            ("靴衬 shoe lining", 9.8),
            ("制动衬 brake lining", 128),
            ("曳引轮 traction sheave", 1_180),
            ("反绳轮 diverting pulley", 620),
            ("绳头组合 rope socket", 34),
            ("补偿链 compensation chain /m", 46),
            ("油杯 oil cup", 7.5),
        ),
    ),
    Family(
        8,
        "SV-V",
        "现场服务 Field service",
        0.48,
        (
            ("调试 commissioning", 1_800),
            ("年检配合 inspection support", 900),
            ("故障诊断 fault diagnosis", 650),
            ("钢丝绳更换 rope replacement", 2_400),
            ("制动器检修 brake overhaul", 1_500),
        ),
    ),
    Family(
        8,
        "SV-C",
        "维保合同 Service contract",
        0.41,
        (
            ("基础/台月 basic, lift-month", 220),
            ("标准/台月 standard, lift-month", 360),
            ("全包/台月 full, lift-month", 690),
        ),
    ),
    Family(
        8,
        "SV-T",
        "培训与设计 Training and design",
        0.58,
        (
            ("技师培训 technician course", 2_800),
            ("井道设计 shaft design", 4_500),
            ("改造方案 modernisation study", 6_800),
        ),
    ),
    Family(8, "SV-R", "远程监测 Remote monitoring", 0.62, (("台年 lift-year", 480),)),
)

PRODUCTS: tuple[Product, ...] = tuple(
    product for family in FAMILIES for product in family.products()
)
