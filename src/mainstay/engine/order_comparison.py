"""Lines without a number: the order is the unit, compared as a multiset of lines."""

from mainstay.engine.session import Session
from mainstay.engine.sql import content, same_content

# Lines without a place, in an order of which no line came with one.
_COUNTED = "place IS NULL AND top_place IS NULL"


def decide(session: Session, removals: str, *, replace: bool) -> None:
    """Decide all lines that have no place of their own.

    ``removals`` is a query for the removals of the source's live batches.
    """
    _decide_fresh_orders(session)
    _reject_mixed_orders(session)
    if not session.value("SELECT count(*) FROM standing_orders"):
        return
    _find_taken_places(session, removals)
    _pair_lines(session)
    _judge_orders(session, replace=replace)
    _give_places(session)
    _decide_known_orders(session)


def _decide_fresh_orders(session: Session) -> None:
    """All lines of an order without lines in force are new, numbered as they stand."""
    fresh = f"{_COUNTED} AND order_no NOT IN (SELECT order_no FROM standing_orders)"
    session.run(
        "INSERT INTO decisions (record, outcome, line_no, order_size) "
        f"SELECT record, 'new', number, size FROM numbered WHERE {fresh} AND NOT rejected"
    )
    session.run(
        "INSERT INTO reserved_places "
        f"SELECT record, number FROM numbered WHERE {fresh} AND rejected"
    )


def _reject_mixed_orders(session: Session) -> None:
    """Lines without a place beside lines with one: nothing tells what they are relative to."""
    session.run(
        "INSERT INTO decisions (record, outcome, code) "
        "SELECT record, 'rejected', 'order_changed' FROM numbered "
        "WHERE place IS NULL AND top_place IS NOT NULL AND NOT rejected"
    )


def _find_taken_places(session: Session, removals: str) -> None:
    """A place is taken when a live batch has any event for it: a line in force or a removal."""
    session.table(
        "taken_places",
        "SELECT order_no, line_no FROM standing UNION "
        f"SELECT order_no, line_no FROM ({removals}) "
        "WHERE order_no IN (SELECT order_no FROM standing_orders)",
    )


def _pair_lines(session: Session) -> None:
    """Pair incoming lines with known lines of equal content, one to one.

    Most orders come back line by line as they were; only the others are matched by content.
    """
    session.table(
        "again",
        f"SELECT n.order_no, n.record, n.number, {content('s.')} "
        "FROM arrivals s JOIN numbered n USING (record) "
        f"WHERE n.{_COUNTED.replace('AND ', 'AND n.')} AND NOT n.rejected "
        "AND n.order_no IN (SELECT order_no FROM standing_orders)",
    )
    session.table(
        "straight",
        "SELECT a.order_no FROM again a LEFT JOIN standing k "
        "ON k.order_no = a.order_no AND k.line_no = a.number "
        f"AND {same_content('a', 'k')} GROUP BY a.order_no HAVING count(k.record) = count(*)",
    )
    turn = f"row_number() OVER (PARTITION BY order_no, {content()} ORDER BY"
    session.table(
        "pairs",
        "SELECT a.order_no, a.record, k.line_no, k.batch AS row_batch, k.record AS row_record "
        "FROM again a SEMI JOIN straight USING (order_no) "
        "JOIN standing k ON k.order_no = a.order_no AND k.line_no = a.number "
        "UNION ALL "
        "SELECT a.order_no, a.record, k.line_no, k.batch, k.record "
        f"FROM (SELECT *, {turn} record) AS turn FROM again ANTI JOIN straight USING (order_no)) a "
        f"JOIN (SELECT *, {turn} line_no) AS turn FROM standing "
        "SEMI JOIN (SELECT order_no FROM again ANTI JOIN straight USING (order_no)) AS tangled "
        "USING (order_no)) k "
        f"ON k.order_no = a.order_no AND k.turn = a.turn AND {same_content('a', 'k')}",
    )


def _judge_orders(session: Session, *, replace: bool) -> None:
    """Say of each known order whether it is the same, completed, replaced or changed."""
    changed = "'replaced'" if replace else "'changed'"
    session.table(
        "verdicts",
        "SELECT k.order_no, k.size, "
        "CASE WHEN i.order_no IS NULL THEN 'absent' "
        "WHEN p.matched = k.lines AND p.matched = i.lines THEN 'same' "
        "WHEN p.matched = k.lines AND i.lines - p.matched <= k.size - t.places THEN 'completed' "
        f"ELSE {changed} END AS verdict "
        "FROM (SELECT order_no, count(*) AS lines, max(order_size) AS size FROM standing "
        "GROUP BY order_no) k "
        "LEFT JOIN (SELECT order_no, count(*) AS lines FROM again GROUP BY order_no) i "
        "USING (order_no) "
        "LEFT JOIN (SELECT order_no, count(*) AS matched FROM pairs GROUP BY order_no) p "
        "USING (order_no) "
        "JOIN (SELECT t.order_no, count(*) FILTER (t.line_no <= k.size) AS places "
        "FROM taken_places t JOIN (SELECT order_no, max(order_size) AS size FROM standing "
        "GROUP BY order_no) k USING (order_no) GROUP BY t.order_no) t USING (order_no)",
    )


def _give_places(session: Session) -> None:
    """Give additional lines, and records rejected before, a place in their known order.

    Whoever finds its own number open takes it. Of the others, lines that complete an order take
    the places left, those that nobody rejected asks for first; in a replaced order they get fresh
    numbers after the last.
    """
    session.table(
        "claims",
        "SELECT n.order_no, n.record, n.number, n.rejected, "
        "v.verdict, v.size FROM numbered n JOIN verdicts v USING (order_no) "
        f"WHERE n.{_COUNTED.replace('AND ', 'AND n.')} AND (n.rejected "
        "OR v.verdict IN ('completed', 'replaced') AND n.record NOT IN (SELECT record FROM pairs))",
    )
    session.table(
        "open_places",
        "SELECT * FROM (SELECT order_no, "
        "unnest(generate_series(1, any_value(size))) AS place FROM claims GROUP BY order_no) AS o "
        "ANTI JOIN taken_places t ON t.order_no = o.order_no AND t.line_no = o.place",
    )
    session.table(
        "given",
        "SELECT c.record, c.order_no, c.rejected, o.place "
        "FROM claims c JOIN open_places o ON o.order_no = c.order_no AND o.place = c.number",
    )
    _fill_open_places(session)
    _add_fresh_places(session)


def _fill_open_places(session: Session) -> None:
    session.table(
        "filled",
        "SELECT c.record, c.order_no, o.place FROM "
        "(SELECT *, row_number() OVER (PARTITION BY order_no ORDER BY record) AS turn FROM claims "
        "WHERE verdict = 'completed' AND NOT rejected "
        "AND record NOT IN (SELECT record FROM given)) c "
        "JOIN (SELECT o.order_no, o.place, row_number() OVER (PARTITION BY o.order_no "
        "ORDER BY g.record IS NOT NULL, o.place) AS turn FROM open_places o "
        "LEFT JOIN given g ON g.order_no = o.order_no AND g.place = o.place "
        "WHERE g.record IS NULL OR g.rejected) o "
        "ON o.order_no = c.order_no AND o.turn = c.turn",
    )
    session.run(
        "DELETE FROM given WHERE rejected AND EXISTS (SELECT 1 FROM filled f "
        "WHERE f.order_no = given.order_no AND f.place = given.place)"
    )
    session.run("INSERT INTO given SELECT record, order_no, false, place FROM filled")


def _add_fresh_places(session: Session) -> None:
    session.run(
        "INSERT INTO given SELECT record, order_no, rejected, size + row_number() "
        "OVER (PARTITION BY order_no ORDER BY rejected, record) FROM claims "
        "WHERE verdict = 'replaced' AND record NOT IN (SELECT record FROM given)"
    )


def _decide_known_orders(session: Session) -> None:
    session.run(
        "INSERT INTO decisions "
        "SELECT p.record, 'unchanged', NULL, p.line_no, NULL, p.row_batch, p.row_record "
        "FROM pairs p JOIN verdicts v USING (order_no) WHERE v.verdict <> 'changed'"
    )
    session.run(
        "INSERT INTO decisions (record, outcome, line_no, order_size) "
        "SELECT g.record, 'new', g.place, greatest(v.size, top.place) FROM given g "
        "JOIN verdicts v USING (order_no) "
        "JOIN (SELECT order_no, max(place) AS place FROM given GROUP BY order_no) top "
        "USING (order_no) WHERE NOT g.rejected"
    )
    session.run(
        "INSERT INTO decisions (record, outcome, code) "
        "SELECT a.record, 'rejected', 'order_changed' FROM again a JOIN verdicts v "
        "USING (order_no) WHERE v.verdict = 'changed'"
    )
    session.run(
        "INSERT INTO removed_lines SELECT k.* FROM standing k JOIN verdicts v USING (order_no) "
        "WHERE v.verdict = 'replaced' "
        "AND NOT EXISTS (SELECT 1 FROM pairs p "
        "WHERE p.row_batch = k.batch AND p.row_record = k.record)"
    )
    session.run("INSERT INTO reserved_places SELECT record, place FROM given WHERE rejected")
