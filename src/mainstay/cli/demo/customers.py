"""The 1,200 customers: groups with their companies and sites, single firms, a few persons."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from mainstay.cli.demo.discoveries import DISCOVERIES, SCATTERED_GROUP, Discovery
from mainstay.cli.demo.naming import Names, registration_number
from mainstay.cli.demo.places import CITIES, CITY, COUNTRIES, COUNTRY, OWNERS, City, Country
from mainstay.cli.demo.segments import SEGMENTS

CUSTOMERS = 1_200
GROUPS_AT_HOME = 48
GROUPS_ABROAD = 11
PERSONS = 12

_SINGLES_ABROAD = 0.24
_HEADS_THAT_BUY = 0.5
_PROSPECTS = 0.055
_PLANTS_ABROAD = 0.5
_SCATTERED_CITIES = (
    "成都",
    "重庆",
    "昆明",
    "贵阳",
    "武汉",
    "长沙",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "上海",
    "西安",
    "郑州",
    "青岛",
)
_GROUP_HOMES = COUNTRIES[:5]
_GROUP_SEGMENTS = ("manufacturer", "property", "installer", "maintenance", "distributor")
_GROUP_SHARES = (0.30, 0.30, 0.24, 0.10, 0.06)
_SITES = {
    "manufacturer": ("一厂", "二厂"),
    "property": ("城东项目部", "滨江项目部"),
    "installer": ("城北工区", "城南工区"),
    "maintenance": ("城北服务站", "城南服务站"),
    "distributor": ("一号仓", "二号仓"),
}

_Choice = TypeVar("_Choice")


@dataclass(frozen=True, slots=True)
class Account:
    """A customer as it stands in the customer file, with what the generator knows of it.

    `level` is ``head``, ``company`` or ``site`` within a group and ``single`` outside. `buys` is
    false for prospects and for heads that only hold shares. `discovery` is a discovery's code.
    """

    code: str
    name: str
    short_name: str
    kind: str
    registration_number: str
    segment: str
    region: str
    founded_on: date
    parent: str
    owner: str
    level: str
    abroad: bool
    buys: bool
    discovery: str


def build_accounts(rng: np.random.Generator, end: date) -> list[Account]:
    """Invent the customers, ordered by code. The same generator state gives the same customers."""
    book = _Book(rng, end)
    for discovery in DISCOVERIES:
        if discovery is not SCATTERED_GROUP:
            book.add_discovery(discovery)
    book.add_scattered_group()
    for _ in range(GROUPS_AT_HOME):
        book.add_group_at_home()
    for _ in range(GROUPS_ABROAD):
        book.add_group_abroad()
    for _ in range(PERSONS):
        book.add_person()
    while len(book.accounts) < CUSTOMERS:
        book.add_single()
    return sorted(book.accounts, key=lambda account: account.code)


def _place(name: str) -> City | Country:
    return CITY[name] if name in CITY else COUNTRY[name]


class _Book:
    """The customer book while it is being written."""

    def __init__(self, rng: np.random.Generator, end: date) -> None:
        reserved = frozenset(discovery.brand for discovery in DISCOVERIES)
        fixed = {discovery.customer for discovery in DISCOVERIES}
        codes = [f"C{number:04d}" for number in range(1, CUSTOMERS + 1)]
        free = [code for code in codes if code not in fixed]
        rng.shuffle(free)
        self._rng = rng
        self._end = end
        self._names = Names(rng, reserved)
        self._codes = free
        self.accounts: list[Account] = []

    def add_discovery(self, discovery: Discovery) -> Account:
        """Add the customer of a discovery, under its own code and name."""
        place = _place(discovery.place)
        return self._add(
            replace(
                self._draft((discovery.name, discovery.short_name), discovery.segment, place),
                code=discovery.customer,
                discovery=discovery.code,
                buys=True,
            )
        )

    def add_scattered_group(self) -> None:
        """Add the group whose companies are small one by one."""
        head = self.add_discovery(SCATTERED_GROUP)
        self.accounts[-1] = head = replace(head, level="head", buys=False)
        for name in _SCATTERED_CITIES:
            named = self._names.subsidiary(SCATTERED_GROUP.brand, "property", CITY[name])
            draft = self._draft(named, "property", CITY[name])
            self._add(
                replace(
                    draft,
                    level="company",
                    parent=head.code,
                    owner=head.owner,
                    buys=True,
                    discovery=SCATTERED_GROUP.code,
                )
            )

    def add_group_at_home(self) -> None:
        """Add a Chinese group: head, companies in several cities, some with sites."""
        segment = self._choose(_GROUP_SEGMENTS, _GROUP_SHARES)
        brand = self._names.brand()
        head = self._add_head(self._names.group(brand, segment), segment, self._home())
        seats = {self._home().name for _ in range(int(self._rng.integers(3, 8)))}
        for seat in sorted(seats):
            named = self._names.subsidiary(brand, segment, CITY[seat])
            company = self._add_below(head, named, segment, CITY[seat], "company")
            for suffix in self._sites_of(segment):
                named = (company.name + suffix, company.short_name + suffix)
                self._add_below(company, named, segment, CITY[seat], "site")

    def add_group_abroad(self) -> None:
        """Add a foreign group: head, companies in several countries, some with a plant."""
        segment = self._choose(_GROUP_SEGMENTS[:1] + _GROUP_SEGMENTS[2:], (0.45, 0.30, 0.15, 0.10))
        home = self._choose(_GROUP_HOMES)
        stem = self._names.group_stem(home)
        head = self._add_head(self._names.group_abroad(stem), segment, home)
        countries = {home.name: home}
        for _ in range(int(self._rng.integers(1, 4))):
            country = self._abroad()
            countries[country.name] = country
        for country in countries.values():
            company = self._add_below(
                head, self._names.abroad(stem, country), segment, country, "company"
            )
            if self._rng.random() < _PLANTS_ABROAD:
                town = self._choose(country.towns)
                named = (f"{company.name}, {town} plant", f"{company.short_name} {town}")
                self._add_below(company, named, segment, country, "site")

    def add_person(self) -> None:
        """Add a repairer who buys in his own name."""
        name = self._names.person()
        draft = self._draft((name, name), "maintenance", self._home())
        self._add(replace(draft, kind="person", registration_number=""))

    def add_single(self) -> None:
        """Add a company outside any group, at home or abroad."""
        if self._rng.random() < _SINGLES_ABROAD:
            shares = [segment.abroad for segment in SEGMENTS.values()]
            country = self._abroad()
            stem = self._names.stem(country)
            named = self._names.abroad(stem, country)
            self._add(self._draft(named, self._choose(tuple(SEGMENTS), shares), country))
            return
        shares = [segment.at_home for segment in SEGMENTS.values()]
        segment = self._choose(tuple(SEGMENTS), shares)
        city = self._home()
        named = self._names.company(self._names.brand(), segment, city)
        self._add(self._draft(named, segment, city))

    def _add_head(self, named: tuple[str, str], segment: str, place: City | Country) -> Account:
        buys = bool(self._rng.random() < _HEADS_THAT_BUY)
        return self._add(replace(self._draft(named, segment, place), level="head", buys=buys))

    def _add_below(
        self,
        above: Account,
        named: tuple[str, str],
        segment: str,
        place: City | Country,
        level: str,
    ) -> Account:
        draft = self._draft(named, segment, place)
        number = "" if level == "site" else draft.registration_number
        return self._add(
            replace(
                draft,
                level=level,
                parent=above.code,
                owner=above.owner,
                registration_number=number,
            )
        )

    def _draft(self, named: tuple[str, str], segment: str, place: City | Country) -> Account:
        at_home = isinstance(place, City)
        region = place.region if isinstance(place, City) else place.name
        division = place.division if isinstance(place, City) else ""
        return Account(
            code="",
            name=named[0],
            short_name=named[1],
            kind="organisation",
            registration_number=registration_number(division, len(self.accounts)),
            segment=segment,
            region=region,
            founded_on=self._founded_on(),
            parent="",
            owner=self._choose(OWNERS[region]),
            level="single",
            abroad=not at_home,
            buys=bool(self._rng.random() >= _PROSPECTS),
            discovery="",
        )

    def _add(self, account: Account) -> Account:
        numbered = account if account.code else replace(account, code=self._codes.pop())
        self.accounts.append(numbered)
        return numbered

    def _founded_on(self) -> date:
        years = 4 + 26 * float(self._rng.beta(1.6, 2.2))
        return self._end - timedelta(days=round(years * 365.25))

    def _sites_of(self, segment: str) -> tuple[str, ...]:
        chance = 0.55 if segment == "manufacturer" else 0.25
        if self._rng.random() >= chance:
            return ()
        return _SITES[segment][: int(self._rng.integers(1, 3))]

    def _home(self) -> City:
        return self._choose(CITIES, [city.weight for city in CITIES])

    def _abroad(self) -> Country:
        return self._choose(COUNTRIES, [country.weight for country in COUNTRIES])

    def _choose(
        self, options: tuple[_Choice, ...], weights: list[float] | tuple[float, ...] | None = None
    ) -> _Choice:
        if weights is None:
            return options[int(self._rng.integers(len(options)))]
        shares = np.asarray(weights) / sum(weights)
        return options[int(self._rng.choice(len(options), p=shares))]
