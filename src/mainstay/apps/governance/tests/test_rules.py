"""What the pure decisions of governance promise."""

from mainstay.apps.governance import rules
from mainstay.foundation.access.actor import RowScope
from mainstay.foundation.access.permissions import Permission

DECLARED = [
    Permission("orders.order.view", "See orders", writes=False, roles=frozenset({"analyst"})),
    Permission("orders.order.change", "Change orders", roles=frozenset({"director"})),
    Permission("account.keep", "Keep the account", everyone=True),
]


def test_a_shipped_role_holds_what_names_it_and_what_everyone_holds() -> None:
    assert rules.shipped_permissions("director", DECLARED) == [
        "account.keep",
        "orders.order.change",
    ]


def test_the_auditor_reads_everything_and_writes_only_the_own_account() -> None:
    assert rules.shipped_permissions("auditor", DECLARED) == ["account.keep", "orders.order.view"]


def test_the_widest_scope_wins() -> None:
    assert rules.widest([RowScope.OWN, RowScope.ALL, RowScope.TEAM]) is RowScope.ALL


def test_without_roles_the_scope_is_own() -> None:
    assert rules.widest([]) is RowScope.OWN


def test_teams_below_reaches_every_level() -> None:
    tree = [(1, None), (2, 1), (3, 2), (4, 1), (5, None)]
    assert rules.teams_below(1, tree) == {1, 2, 3, 4}
    assert rules.teams_below(5, tree) == {5}


def test_teams_below_ends_even_in_a_damaged_tree() -> None:
    assert rules.teams_below(1, [(1, 2), (2, 1)]) == {1, 2}


def test_a_token_secret_matches_its_own_digest_only() -> None:
    one, other = rules.new_token_secret(), rules.new_token_secret()
    prefix, secret = rules.split_token(one.text) or ("", "")
    assert prefix == one.prefix
    assert rules.secret_matches(secret, one.digest)
    assert not rules.secret_matches(secret, other.digest)


def test_a_token_secret_has_256_bits() -> None:
    _, secret = rules.split_token(rules.new_token_secret().text) or ("", "")
    assert len(bytes.fromhex(secret)) * 8 == 256


def test_foreign_tokens_are_not_taken_apart() -> None:
    for text in ("", "mainstay", "mainstay_x", "other_12_34", "mainstay_1_2_3"):
        assert rules.split_token(text) is None


def test_a_read_only_token_keeps_what_only_reads() -> None:
    held = frozenset({"orders.order.view", "orders.order.change"})
    left = rules.narrowed(held, read_only=True, scopes=["orders.order.change"], declared=DECLARED)
    assert left == {"orders.order.view"}


def test_a_scoped_token_reads_what_everybody_reads() -> None:
    own_work = Permission("jobs.own.view", "See own work", writes=False, everyone=True)
    held = frozenset({"orders.order.view", "orders.order.change", own_work.code})
    left = rules.narrowed(
        held, read_only=False, scopes=["orders.order.change"], declared=[*DECLARED, own_work]
    )
    assert left == {"orders.order.change", own_work.code}


def test_a_scoped_token_never_gets_more_than_its_owner_holds() -> None:
    held = frozenset({"orders.order.view"})
    left = rules.narrowed(
        held,
        read_only=False,
        scopes=["orders.order.view", "orders.order.change"],
        declared=DECLARED,
    )
    assert left == {"orders.order.view"}
