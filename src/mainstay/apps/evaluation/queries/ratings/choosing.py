"""Which customers a round is to be about, and which people may be asked about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.queries import views
from mainstay.apps.evaluation.policies import GIVE_RATINGS, VIEW_GRADES, VIEW_RATINGS
from mainstay.apps.evaluation.queries.columns import is_key_account
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.queries import Acting, Colleague
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.kernel.text import has_controls
from mainstay.shell.sentences import listed

MOST_CUSTOMERS = 1_000
_NAMED = 5
"""So many codes are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which customers: these codes, those of a saved view, or the key accounts; or all of it."""

    codes: Sequence[str] = ()
    view: int | None = None
    key_accounts: bool = False


def chosen(actor: Actor, choice: Choice) -> list[int]:
    """The keys of the customers that are meant, of those that the actor sees and that are current.

    Raises ValidationError naming `customers`, ViewNotFound and HiddenView.
    """
    keys: set[int] = set()
    if choice.codes:
        keys |= _of_codes(actor, choice.codes)
    if choice.view is not None:
        keys |= _keys(_of_view(actor, choice.view))
    if choice.key_accounts:
        require(actor, VIEW_GRADES)
        keys |= _keys(customers.current(actor).filter(is_key_account()))
    return sorted(keys)


def _keys(rows: QuerySet[Any]) -> set[int]:
    """The keys, one more than may be chosen at most: the service then refuses them."""
    found = rows.select_related(None).order_by("pk").values_list("pk", flat=True)
    return set(found[: MOST_CUSTOMERS + 1])


def _of_codes(actor: Actor, codes: Sequence[str]) -> set[int]:
    wanted = {code.strip() for code in codes} - {""}
    found: dict[str, int] = {}
    ordered = sorted(wanted)[: MOST_CUSTOMERS + 1]
    asked = [code for code in ordered if not has_controls(code)]  # no database finds such a text
    rows = customers.current(actor).select_related(None).filter(code__in=asked).order_by()
    found.update(rows.values_list("code", "pk"))
    unknown = [code for code in ordered if code not in found]
    if unknown:
        words = _("There is no such customer for you: %(codes)s.") % {"codes": told(unknown)}
        raise ValidationError({"customers": ValidationError(words, "unknown_customer")})
    return set(found.values())


def _of_view(actor: Actor, number: int) -> QuerySet[Any]:
    read = views.read_view(views.view(actor, number), views.Catalogue(actor))
    if read.criteria is None:
        raise views.HiddenView(number)
    wanted = customers.CustomerFilter(groups=read.state.groups)
    merged = customers.current(actor).order_by().values("pk")
    return customers.customers(actor, wanted).filter(pk__in=merged)


def told(names: Collection[str]) -> str:
    """Some names in a line, the first ones and how many more."""
    shown = listed(list(names)[:_NAMED])
    more = len(names) - _NAMED
    return shown if more <= 0 else _("%(names)s and %(more)d more") % {"names": shown, "more": more}


def possible_raters() -> list[Colleague]:
    """The people who may be asked to rate, by name."""
    may = set(governance.people_who_may(GIVE_RATINGS)) & set(
        governance.people_who_may(VIEW_RATINGS)
    )
    return [each for each in governance.colleagues() if each.person_id in may]


@dataclass(frozen=True, slots=True)
class CannotRate:
    """Somebody who cannot be asked: not at all, or not about some customers, whose codes stand."""

    name: str
    unseen: tuple[str, ...] = ()


def who_cannot_rate(people: Iterable[int], keys: Collection[int]) -> list[CannotRate]:
    """Those of these people who cannot be asked about these customers, by name.

    One is asked to rate what one may see alone.
    """
    wanted = set(people)
    acting = {each.person_id: each for each in governance.everybody_acting()}
    refused = [CannotRate(str(key)) for key in sorted(wanted - acting.keys())]
    for each in acting.values():
        if each.person_id in wanted:
            refused += _refusals(each, keys)
    return refused


def _refusals(person: Acting, keys: Collection[int]) -> list[CannotRate]:
    actor = person.actor
    if not (person.is_active and actor.may(GIVE_RATINGS) and actor.may(VIEW_RATINGS)):
        return [CannotRate(person.full_name)]
    rows = customers.visible(actor).select_related(None).order_by().filter(pk__in=list(keys))
    unseen = set(keys) - set(rows.values_list("pk", flat=True))
    if not unseen:
        return []
    codes = sorted(each.code for each in customers.names(unseen).values())
    return [CannotRate(person.full_name, tuple(codes))]
