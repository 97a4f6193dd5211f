"""Names and registration numbers of companies that do not exist.

Chinese firm names follow the registered form: place, invented name, trade, legal form. The invented
names avoid those of the lift trade. Companies abroad are called by the patterns of their countries.
"""

import numpy as np

from mainstay.cli.demo.places import City, Country
from mainstay.kernel.identifiers import credit_code_check_character

_FIRST = "瑞鼎嘉晟铭睿骏浩锦凌卓朗昊启弘沐颂旭景翊岭沪澜秉谦曜砺辰容栩霁修"
_SECOND = "恒川泽森岳峻哲朔屹衡越擎霖钧致弛岑屿宸棠远礼攀廷"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AVOIDED = _words(
    "通力 迅达 奥的斯 三菱 日立 富士达 蒂森 东芝 现代 康力 广日 西奥 西子 快意 梅轮 远大 永大 "
    "嘉捷 江南嘉捷 德奥 巨人 菱王 申龙 怡达 联合 新时达 汇川 默纳克 蓝光 欣达 申菱 威特 宁波申菱 "
    "万科 碧桂园 保利 恒大 华润 龙湖 金地 绿城 融创 招商 中信 金茂 佳兆业 雅居乐 旭辉 世茂 "
    "鼎辉 嘉里 锦江 凌志 启迪 启辰 卓越 瑞安 睿思 弘毅 景瑞 朗诗 浩泽 旭川 启明 昊天 "
    "otis kone schindler thyssenkrupp tke mitsubishi hitachi fujitec hyundai toshiba sigma "
    "wittur orona kleemann johnson express"
)
"""Names of the trade and of well-known firms; no invented name contains one."""

_TRADES: dict[str, tuple[str, ...]] = {
    "manufacturer": ("电梯", "电梯制造", "智能电梯", "电梯工业"),
    "installer": ("电梯安装工程", "机电工程", "机电安装", "电梯工程"),
    "modernisation": ("电梯改造工程", "旧梯改造", "加装电梯工程", "电梯更新工程"),
    "maintenance": ("电梯维保", "电梯服务", "电梯技术服务", "特种设备维护"),
    "property": ("物业服务", "物业管理", "置业", "商业管理"),
    "distributor": ("电梯配件", "机电贸易", "电梯器材", "供应链"),
    "transit": ("轨道交通设备", "公共设施管理", "交通枢纽管理", "医疗建筑运营"),
}

_SHORT_TRADES: dict[str, str] = {
    "manufacturer": "电梯",
    "installer": "安装",
    "modernisation": "改造",
    "maintenance": "维保",
    "property": "物业",
    "distributor": "配件",
    "transit": "公建",
}

_TRADITIONAL = str.maketrans(
    "电机务术种设备护业应链维装制旧轨枢纽医疗筑运营贸铭骏锦颂岭沪澜谦砺钧启远泽屿礼",
    "電機務術種設備護業應鏈維裝製舊軌樞紐醫療築運營貿銘駿錦頌嶺滬瀾謙礪鈞啟遠澤嶼禮",
)

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙"
_GIVEN = ("海涛", "建军", "志强", "秀兰", "永福", "国栋", "玉梅", "德胜", "晓峰", "立新")

_TEMPLATES = (
    "{city}{brand}{trade}有限公司",
    "{city}{brand}{trade}有限公司",
    "{brand}{trade}（{city}）有限公司",
    "{city}{brand}{trade}股份有限公司",
)

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def traditional(text: str) -> str:
    """The characters used in these names in their traditional form."""
    return text.translate(_TRADITIONAL)


def registration_number(division: str, serial: int) -> str:
    """A unified social credit code (统一社会信用代码) that is valid but cannot have been issued.

    The organisation code inside begins with ``DEM0``; issued ones begin with digits or ``MA``. Both
    check characters are right: of GB 11714-1997 for the organisation code, of GB 32100-2015 for the
    whole. `serial` is 0 to 9999. An empty `division` gives an empty number.
    """
    if not division:
        return ""
    body = f"DEM0{serial:04d}"
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    check = "0123456789X0"[11 - total % 11]
    first_17 = f"91{division}{body}{check}"
    return first_17 + credit_code_check_character(first_17)


class Names:
    """Gives out names, each once. `reserved` are invented names that are already taken."""

    def __init__(self, rng: np.random.Generator, reserved: frozenset[str]) -> None:
        self._rng = rng
        self._given: set[str] = set()
        brands = [first + second for first in _FIRST for second in _SECOND]
        self._brands = [brand for brand in brands if brand not in AVOIDED and brand not in reserved]
        rng.shuffle(self._brands)
        self._taken_stems = set(reserved)

    def brand(self) -> str:
        """An invented Chinese name of two characters that nobody else gets."""
        return self._brands.pop()

    def stem(self, country: Country) -> str:
        """An invented name from a country abroad; several companies may share it."""
        free = [stem for stem in country.stems if stem not in self._taken_stems]
        return free[self._rng.integers(len(free))]

    def group_stem(self, country: Country) -> str:
        """An invented name from a country abroad that is a group's alone."""
        stem = self.stem(country)
        self._taken_stems.add(stem)
        return stem

    def company(self, brand: str, segment: str, city: City) -> tuple[str, str]:
        """Name and short name of a Chinese company."""
        for _ in range(50):
            trade = self._pick(_TRADES[segment])
            templates = _TEMPLATES if city.division else _TEMPLATES[:-1]
            name = self._pick(templates).format(city=city.name, brand=brand, trade=trade)
            short = brand + _SHORT_TRADES[segment]
            if not city.division:
                name, short = traditional(name), traditional(short)
            if self._take(name):
                return name, short
        raise RuntimeError(f"no free name for {brand} in {city.name}")

    def subsidiary(self, brand: str, segment: str, city: City) -> tuple[str, str]:
        """Name and short name of a group's company in a city."""
        for trade in _TRADES[segment]:
            name = f"{brand}{trade}（{city.name}）有限公司"
            short = f"{city.name}{brand}"
            if not city.division:
                name, short = traditional(name), traditional(short)
            if self._take(name):
                return name, short
        raise RuntimeError(f"no free name for {brand} in {city.name}")

    def group(self, brand: str, segment: str) -> tuple[str, str]:
        """Name and short name of a Chinese group's head company."""
        trade = _SHORT_TRADES[segment]
        name = f"{brand}{trade}集团有限公司"
        self._take(name)
        return name, f"{brand}集团"

    def abroad(self, stem: str, country: Country) -> tuple[str, str]:
        """Name and short name of a company abroad."""
        trades = list(country.trades)
        self._rng.shuffle(trades)
        for trade in trades:
            name = country.pattern.format(stem=stem, trade=trade)
            if self._take(name):
                return name, stem
        for town in country.towns:
            name = f"{country.pattern.format(stem=stem, trade=trades[0])} {town}"
            if self._take(name):
                return name, f"{stem} {town}"
        return self.abroad(self.stem(country), country)

    def group_abroad(self, stem: str) -> tuple[str, str]:
        """Name and short name of the head company of a group abroad."""
        name = f"{stem} Group Holding"
        self._take(name)
        return name, f"{stem} Group"

    def person(self) -> str:
        """The name of a person who buys for himself."""
        while True:
            name = self._pick(tuple(_SURNAMES)) + self._pick(_GIVEN)
            if self._take(name):
                return name

    def _pick(self, words: tuple[str, ...]) -> str:
        return words[self._rng.integers(len(words))]

    def _take(self, name: str) -> bool:
        free = name not in self._given
        self._given.add(name)
        return free
