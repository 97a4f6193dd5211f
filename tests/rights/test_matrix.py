"""Every address and operation, for everybody, with a row of each kind: right answers alone."""

from collections.abc import Iterator, Sequence

import pytest

from tests.rights.arguments import body_for
from tests.rights.asking import Answer, Asker, Askers, Outcome, ask_for, nothing_like
from tests.rights.rules import NOBODY, SIGNED_IN, Ask, asks, table
from tests.rights.world import Row, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rights")]
WIDE = table("also")["sees everything"] - {"A"}
READING = (".view", ".view_all", ".export", ".explain", ".verify", SIGNED_IN)
"""How rights end that write nothing, and which alone a token that only reads has."""
CLOSED = [ask for ask in asks() if ask.needs != NOBODY]
ANYTHING = Row({})


@pytest.mark.parametrize("ask", CLOSED, ids=str)
def test_a_request_is_answered_as_the_tables_say(ask: Ask, world: World, askers: Askers) -> None:
    wrong = [
        f"{asker.name}, {kind or 'no row'}: {problem}"
        for asker in askers.people.values()
        for kind in telling_kinds(ask, asker.letter)
        for problem in problems(world, ask, asker, kind)
    ]
    assert not wrong, "\n".join([str(ask), *wrong])


def telling_kinds(ask: Ask, letter: str) -> Sequence[str]:
    """The kinds of rows that can make a difference to somebody.

    Who lacks the right is refused whatever it is. Who sees everything is told no ways apart; the
    administrator is asked of what is put away and withdrawn for all of them.
    """
    if not ask.holds(letter):
        return ask.kinds[:1]
    if letter in WIDE:
        return [kind for kind in ask.kinds if kind in {"", "one", "own", "other", "private"}]
    if letter == "A":
        return [kind for kind in ask.kinds if kind not in {"team", "watched", "worked"}]
    return ask.kinds


def problems(world: World, ask: Ask, asker: Asker, kind: str) -> Iterator[str]:
    """What is wrong with the answer to somebody about a row of one kind."""
    letter = asker.letter
    row = world.row(ask.row, kind, letter) if kind else ANYTHING
    allowed = ask.allows(letter, kind)
    done_once = ask.writes and letter in WIDE and ask.allows("A", kind)
    if allowed and (ask.apart or done_once):
        return
    answer = ask_for(asker, ask, row, body_for(world, ask, row))
    yield from told_too_much(world, letter, answer, row if ask.sees(letter, kind) else ANYTHING)
    if allowed:
        yield from badly_answered(ask, row, answer)
        return
    if answer.written:
        yield f"wrote {answer.written}"
    if ask.holds(letter) and not ask.sees(letter, kind):
        none = nothing_like(row)
        if not answer.says_like(_asked_for_nothing(world, ask, asker, none), row, none):
            yield f"{answer.status} and not as if there were nothing: {answer.text[:300]}"
    elif answer.outcome is not Outcome.REFUSED:
        yield f"{answer.status} instead of a refusal: {answer.text[:300]}"


def badly_answered(ask: Ask, row: Row, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer that the person may have."""
    if answer.status in ask.answers:
        return
    if answer.outcome is not Outcome.ANSWERED:
        yield f"{answer.status} instead of an answer: {answer.text[:300]}"
    elif not ask.writes and not ask.bare:
        yield from (f"does not say {mark!r}" for mark in row.marks[:1] if mark not in answer.text)


_nothing: dict[tuple[Ask, str, tuple[str, ...]], Answer] = {}


def _asked_for_nothing(world: World, ask: Ask, asker: Asker, none: Row) -> Answer:
    """The answer about a row that there is not; the same for each kind of row, so asked once."""
    key = (ask, asker.name, tuple(map(str, none.values.values())))
    if key not in _nothing:
        _nothing[key] = ask_for(asker, ask, none, body_for(world, ask, none))
    return _nothing[key]


def told_too_much(world: World, letter: str, answer: Answer, about: Row) -> Iterator[str]:
    """Names in an answer of customers, and of what hangs on them, that do not reach the person."""
    for mark in world.hidden_from(letter):
        if mark in answer.text and mark not in about.marks:
            yield f"tells of {mark!r}"


@pytest.mark.parametrize("ask", CLOSED, ids=str)
def test_nobody_and_the_disabled_are_sent_to_sign_in(
    ask: Ask, world: World, askers: Askers
) -> None:
    kind = ask.kinds[0]
    row = world.row(ask.row, kind, "A") if kind else ANYTHING
    for asker in askers.shut_out:
        if asker.is_program and not ask.is_operation:
            continue  # pages look at no token
        answer = ask_for(asker, ask, row, body_for(world, ask, row))
        assert answer.outcome is Outcome.SIGN_IN, asker.name
        assert answer.written == [], asker.name
        assert not any(mark in answer.text for mark in row.marks), asker.name


@pytest.mark.parametrize("ask", [ask for ask in CLOSED if ask.is_operation], ids=str)
def test_a_token_that_only_reads_writes_nothing(ask: Ask, world: World, askers: Askers) -> None:
    kind = ask.kinds[0]
    row = world.row(ask.row, kind, "A") if kind else ANYTHING
    answer = ask_for(askers.program, ask, row, body_for(world, ask, row))
    assert answer.written == []
    if ask.changes or not ask.needs.endswith(READING):
        assert answer.outcome in {Outcome.REFUSED, Outcome.NOTHING}
    elif ask.allows("A", kind) and ask.row != "token":  # a token sees no tokens
        assert not list(badly_answered(ask, row, answer))
