"""The kinds of customers: what they do, how much of what they buy and through which channel."""

from dataclasses import dataclass

CATEGORIES: tuple[str, ...] = (
    "曳引机 Traction machines",
    "门机 Door operators",
    "导轨 Guide rails",
    "控制柜 Control cabinets",
    "钢丝绳 Ropes",
    "安全部件 Safety gears",
    "轿厢 Cars",
    "备件 Spare parts",
    "服务 Services",
)

CHANNELS: tuple[str, ...] = (
    "直销 Direct",
    "经销 Distributor",
    "招投标 Tender",
    "线上 Online",
)

ONLINE = CHANNELS.index("线上 Online")


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of customer.

    `at_home` and `abroad` are shares of all customers in percent. `size` multiplies what a
    customer of the segment buys. `lines` is the mean number of lines of an order. `mix` is how
    often a line is of each category, `channels` how often an order comes through each channel.
    """

    industry: str
    at_home: float
    abroad: float
    size: float
    lines: float
    mix: tuple[float, ...]
    channels: tuple[float, ...]


SEGMENTS: dict[str, Segment] = {
    "manufacturer": Segment(
        "电梯整机制造 Lift manufacturing",
        7,
        12,
        4.0,
        5.0,
        (0.22, 0.17, 0.15, 0.17, 0.08, 0.12, 0.06, 0.02, 0.01),
        (0.92, 0.0, 0.08, 0.0),
    ),
    "installer": Segment(
        "电梯安装 Lift installation",
        25,
        34,
        1.0,
        3.6,
        (0.13, 0.14, 0.22, 0.13, 0.10, 0.12, 0.09, 0.04, 0.03),
        (0.62, 0.12, 0.24, 0.02),
    ),
    "modernisation": Segment(
        "旧梯改造 Lift modernisation",
        11,
        8,
        0.9,
        3.4,
        (0.16, 0.18, 0.10, 0.19, 0.11, 0.10, 0.08, 0.04, 0.04),
        (0.58, 0.08, 0.30, 0.04),
    ),
    "maintenance": Segment(
        "电梯维保 Lift maintenance",
        30,
        26,
        0.35,
        2.6,
        (0.01, 0.10, 0.02, 0.05, 0.19, 0.10, 0.02, 0.42, 0.09),
        (0.36, 0.30, 0.04, 0.30),
    ),
    "property": Segment(
        "物业与地产 Property",
        15,
        4,
        0.5,
        2.2,
        (0.02, 0.07, 0.01, 0.05, 0.12, 0.06, 0.14, 0.27, 0.26),
        (0.30, 0.08, 0.52, 0.10),
    ),
    "distributor": Segment(
        "配件经销 Parts distribution",
        9,
        16,
        1.3,
        4.2,
        (0.05, 0.13, 0.12, 0.08, 0.18, 0.14, 0.04, 0.25, 0.01),
        (0.06, 0.92, 0.0, 0.02),
    ),
    "transit": Segment(
        "轨道交通与公建 Transit and public buildings",
        3,
        0,
        1.8,
        3.2,
        (0.10, 0.12, 0.06, 0.14, 0.14, 0.16, 0.06, 0.12, 0.10),
        (0.16, 0.0, 0.84, 0.0),
    ),
}
