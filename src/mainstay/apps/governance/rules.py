"""Pure decisions about roles, teams, tokens and initial passwords."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from mainstay.foundation.access.actor import RowScope
from mainstay.foundation.access.permissions import Permission

ADMINISTRATOR = "administrator"
AUDITOR = "auditor"

SHIPPED_SCOPES = {
    ADMINISTRATOR: RowScope.ALL,
    "executive": RowScope.ALL,
    "director": RowScope.TEAM,
    "key_account_manager": RowScope.OWN,
    "service_agent": RowScope.ALL,
    "analyst": RowScope.ALL,
    AUDITOR: RowScope.ALL,
}
"""The shipped roles' codes and row scopes; who holds which permission is said by the apps."""

SCOPES_FROM_NARROW = (RowScope.OWN, RowScope.TEAM, RowScope.ALL)
REGION = "region"
"""What a role reaches beside these: its holder's regions. It is neither wider nor narrower."""

TOKEN_MARK = "mainstay"  # noqa: S105 - what every token begins with
LONGEST_TOKEN_LIFE_DAYS = 366


def shipped_permissions(role: str, declared: Iterable[Permission]) -> list[str]:
    """The codes a shipped role holds, in order.

    A permission names its roles itself. Beside that the auditor reads whatever can be read, but
    for what nobody needs to audit.
    """
    return sorted(
        each.code
        for each in declared
        if role in each.roles
        or each.everyone
        or (role == AUDITOR and each.audited and not each.writes)
    )


def widest(scopes: Iterable[str]) -> RowScope:
    """The widest of what roles reach; without one, and by regions alone, only own rows."""
    ordered = (RowScope(scope) for scope in scopes if scope != REGION)
    return max(ordered, key=SCOPES_FROM_NARROW.index, default=RowScope.OWN)


def regions_opened(scopes: Iterable[str], given: Iterable[int]) -> frozenset[int]:
    """The regions given to a person that count: none without a role that reaches regions."""
    return frozenset(given) if REGION in scopes else frozenset()


def teams_below(team: int | None, parents: Iterable[tuple[int, int | None]]) -> frozenset[int]:
    """The team and all below it, from (team, parent) pairs of the whole tree."""
    if team is None:
        return frozenset()
    children: dict[int | None, list[int]] = {}
    for child, parent in parents:
        children.setdefault(parent, []).append(child)
    found = {team}
    waiting = [team]
    while waiting:
        below = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


ADMINISTERING = frozenset(
    {"governance.person.change", "governance.role.change", "governance.installation.change"}
)
"""Who holds one of these can give away the house, whatever the role is called."""


def owes_second_factor(duty: str, permissions: frozenset[str]) -> bool:
    """Whether the installation's rule asks the holder of these permissions for a second factor."""
    if duty == "administrators":
        return not ADMINISTERING.isdisjoint(permissions)
    return duty != "nobody"


def is_administrative(permission: Permission) -> bool:
    """Whether a permission is about the house and not about its business.

    Nobody but administrators and auditors ever gets it, or governance itself declares it.
    """
    if permission.everyone or permission.code.startswith("governance."):
        return True
    return bool(permission.roles) and permission.roles <= {ADMINISTRATOR, AUDITOR}


def business_permissions(codes: Iterable[str], declared: Iterable[Permission]) -> frozenset[str]:
    """Those of the codes that are about the business."""
    return frozenset(codes) & {each.code for each in declared if not is_administrative(each)}


@dataclass(frozen=True, slots=True)
class SignInRules:
    """What the installation asks beyond a good password; 0 days or minutes are without end."""

    strict: bool = False
    password_days: int = 0
    idle_minutes: int = 0


FORMER_PASSWORDS = 4
"""How many are kept in the strict profile; with the present one the last five."""


def suggested_password() -> str:
    """An initial password to hand over by word of mouth: 58 random bits without look-alikes.

    It has three kinds of characters, so that it does in the strict profile too.
    """
    letters, digits = "bcdfghjkmnpqrstvwxyz", "23456789"
    drawn = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(3)]
    return "-".join([*drawn, "".join(secrets.choice(digits) for _ in range(2))])


@dataclass(frozen=True, slots=True)
class TokenSecret:
    """A new token: what its owner is shown once, and the two parts that are kept."""

    text: str
    prefix: str
    digest: str


def new_token_secret() -> TokenSecret:
    """Draw a token with 256 random bits: ``mainstay_<prefix>_<secret>``."""
    prefix = secrets.token_hex(4)
    secret = secrets.token_hex(32)
    return TokenSecret(f"{TOKEN_MARK}_{prefix}_{secret}", prefix, digest_of(secret))


def split_token(text: str) -> tuple[str, str] | None:
    """The prefix and the secret of a presented token; None when it is not one of ours."""
    parts = text.split("_")
    if len(parts) != 3 or parts[0] != TOKEN_MARK:  # noqa: PLR2004 - mark, prefix, secret
        return None
    return parts[1], parts[2]


_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""Marks in what browsers say of themselves; each also claims to be those further down."""


def device_of(agent: str) -> str:
    """A browser and its system in names that people know, empty where neither is known."""
    names = (
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, names))


def fingerprint(text: str) -> str:
    """SHA-256 of what must not be kept itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(secret: str) -> str:
    """SHA-256 of a token's secret, as kept in the database."""
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_matches(secret: str, digest: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(digest_of(secret), digest)


def narrowed(
    permissions: frozenset[str],
    *,
    read_only: bool,
    scopes: Iterable[str],
    declared: Iterable[Permission],
) -> frozenset[str]:
    """What of a person's permissions a token may use: all that only read, or those it names.

    A token that names some also reads what everybody reads, such as the state of its own jobs.
    """
    reading = {each.code for each in declared if not each.writes and (read_only or each.everyone)}
    return permissions & (reading if read_only else reading | set(scopes))
