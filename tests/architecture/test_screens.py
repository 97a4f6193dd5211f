"""Every page of the product is among the screens that are looked at, or is excused."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import URLResolver, get_resolver, resolve

from tests.end_to_end.screen import Screen
from tests.end_to_end.screens import EMPTY_SCREENS, SCREENS

ANSWERED = 200
PARTS = "a part of a page, which is looked at"
DOWNLOAD = "a file to keep, not a page"
PROGRESS = "the part of its page that tells how far the work is"
RESTORE = "asks as the page that archives does"

EXCUSED: dict[str, str] = {
    "language/": "takes a choice and leads back",
    "sign-out/": "leads to the sign-in",
    "sign-in/passkey/": "takes what a passkey says; the sign-in is looked at by test_passkeys.py",
    "sign-in/provider/": "leads to the identity provider; test_provider.py goes there",
    "sign-in/provider/back/": "leads on from the identity provider; test_provider.py comes back",
    "account/provider/link/": "leads to the identity provider; test_provider.py goes there",
    "account/provider/confirm/": "leads to the identity provider; test_provider.py goes there",
    "account/provider/unlink/": "needs an identity provider; test_provider.py looks at it",
    "administration/people/<int:person_id>/provider/unlink/": "asks as the page that ends sessions",
    "sign-in/code/": "follows a password; test_second_factor.py and test_passkeys.py look at it",
    "sign-in/new-password/<str:text>/": "needs a link from a mail; test_entering.py looks at it",
    "invitation/<str:text>/": "needs a link from a mail; test_entering.py looks at it",
    "evaluations/indicators/<str:code>/curve/": PARTS + " with the scheme that it is of",
    "evaluations/review/<slug:code>/decided/<int:number>/": "test_year.py opens it",
    "palette/": "what the palette finds; the screen “palette” shows it",
    "account/passkeys/<int:passkey_id>/": "needs a passkey; test_passkeys.py looks at it",
    "account/passkeys/<int:passkey_id>/remove/": "needs a passkey; test_passkeys.py looks at it",
    "account/sessions/<int:session_id>/end/": "asks as the page that ends all other sessions",
    "account/tokens/<int:token_id>/revoke/": "asks as the page that removes the second factor",
    "administration/people/<int:person_id>/enable/": "asks as the page that disables a person",
    "administration/roles/<int:role_id>/delete/": "asks as the page that deletes a team",
    "administration/upkeep/progress/": PROGRESS,
    "customers/<int:key>/facts/<str:field>/": "the screen “customers-fact” shows it",
    "customers/<int:key>/facts/<str:field>/shown/": PARTS,
    "customers/<int:key>/restore/": RESTORE,
    "customers/bulk/<int:number>/progress/": PROGRESS,
    "customers/bulk/<int:number>/stop/": "asks as the page that undoes a bulk change",
    "customers/contacts/<int:contact_id>/restore/": RESTORE,
    "customers/contacts/export/": DOWNLOAD,
    "customers/count/": "a number in the foot of its list",
    "customers/export/": DOWNLOAD,
    "customers/views/new/": "the screen “customers-save-as-view” shows it",
    "evaluations/<int:number>/export/": DOWNLOAD,
    "evaluations/<int:number>/progress/": PROGRESS,
    "evaluations/back-tests/<int:number>/progress/": PROGRESS,
    "evaluations/models/<int:number>/progress/": PROGRESS,
    "evaluations/models/<int:number>/segments/<slug:code>/": PARTS,
    "evaluations/schemes/<slug:code>/<int:number>/export/": DOWNLOAD,
    "evaluations/rounds/<int:number>/export/": DOWNLOAD,
    "evaluations/review/<slug:code>/<int:key>/answer/": "“grade-give-evidence” shows it",
    "evaluations/review/<slug:code>/<int:key>/ask/": "“grade-ask-evidence” shows it",
    "evaluations/review/<slug:code>/<int:key>/override/": "“grade-override” shows it",
    "evaluations/review/<slug:code>/<int:key>/send-back/": "“grade-send-back” shows it",
    "imports/<int:number>/cancel/": "asks as the page that discards an import",
    "imports/<int:number>/commit-accepted/": "asks as the page that undoes an import",
    "imports/<int:number>/file/": DOWNLOAD,
    "imports/<int:number>/progress/": PROGRESS,
    "imports/<int:number>/rejects/": DOWNLOAD,
    "imports/files/<int:number>/rejects/": DOWNLOAD,
    "imports/lines/": DOWNLOAD,
    "imports/new/customers/": "the page “import-upload” with another kind chosen",
    "notifications/<int:key>/": "leads to what the message is about",
    "notifications/count/": PARTS,
    "notifications/latest/": "what the bell shows; the screen “bell” shows it",
    "quality/<int:key>/<slug:field>/<slug:code>/": PARTS,
    "quality/<int:key>/<slug:field>/<slug:code>/mend/": "the screen “quality-mending” shows it",
    "quality/export/": DOWNLOAD,
    "quality/progress/": PROGRESS,
    "reference/calendars/<int:key>/days/export/": DOWNLOAD,
    "reference/industries/<int:key>/archive/": "the page of regions with other words",
    "reference/industries/<int:key>/edit/": "the page of regions with other words",
    "reference/industries/<int:key>/remove/": "the page of regions with other words",
    "reference/industries/<int:key>/restore/": RESTORE,
    "reference/industries/export/": DOWNLOAD,
    "reference/products/<int:key>/restore/": RESTORE,
    "reference/products/export/": DOWNLOAD,
    "reference/products/lines/<int:key>/archive/": "the page of regions with other words",
    "reference/products/lines/<int:key>/remove/": "the page of regions with other words",
    "reference/products/lines/<int:key>/restore/": RESTORE,
    "reference/products/lines/export/": DOWNLOAD,
    "reference/rates/export/": DOWNLOAD,
    "reference/regions/<int:key>/restore/": RESTORE,
    "reference/regions/export/": DOWNLOAD,
}


def test_every_page_is_a_screen_or_is_excused() -> None:
    assert sorted(pages() - looked_at() - set(EXCUSED)) == []


def test_no_excuse_is_idle() -> None:
    """Each names an address that answers and that no screen shows."""
    assert sorted(set(EXCUSED) - pages()) == []
    assert sorted(set(EXCUSED) & looked_at()) == []


def test_no_two_screens_share_a_name() -> None:
    names = [screen.name for screen in (*SCREENS, *EMPTY_SCREENS)]
    assert len(names) == len(set(names))


def pages() -> set[str]:
    """The addresses that take GET, but for the interface for programs."""
    return {
        route
        for route, view in routes(get_resolver().url_patterns)
        if not route.startswith("api/") and "GET" in methods_of(view)
    }


def looked_at() -> set[str]:
    """The addresses behind the screens; one that shows a refusal shows no page."""
    return {
        resolve(address_of(screen)).route
        for screen in (*SCREENS, *EMPTY_SCREENS)
        if screen.status == ANSWERED
    }


def address_of(screen: Screen) -> str:
    """Where a screen is; what a table leads to is numbered."""
    return f"{screen.follow}1/" if screen.follow else screen.address.partition("?")[0]


def routes(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


def methods_of(view: Any) -> list[str]:
    """The methods that a view was limited to by `require_http_methods`; GET where by nothing."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        for name, cell in zip(names, getattr(view, "__closure__", None) or (), strict=True):
            if name == "request_method_list":
                return list(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return ["GET"]
