"""Lines that come with their place in the order: each is compared with what stands there."""

from mainstay.engine.ledger_state import IdentityMode
from mainstay.engine.session import Session
from mainstay.engine.sql import content, same_content


def decide(session: Session, mode: IdentityMode) -> None:
    """Decide all lines that have a place; in line mode also those that lack one."""
    if session.value("SELECT count(place) FROM numbered"):
        _find_repeated(session)
        session.run(f"INSERT INTO decisions {_decided(mode)}")
        session.run(
            "INSERT INTO reserved_places "
            "SELECT record, place FROM numbered WHERE rejected AND place IS NOT NULL"
        )
    if mode is IdentityMode.LINE:
        session.run(
            "INSERT INTO decisions (record, outcome, code) "
            "SELECT record, 'rejected', 'line_no_missing' FROM numbered "
            "WHERE place IS NULL AND NOT rejected"
        )


def _find_repeated(session: Session) -> None:
    """Find places that occur several times in the file, and whether with the same content."""
    session.table(
        "repeated",
        "SELECT s.order_no, again.place, min(s.record) AS first_record, "
        f"count(DISTINCT row({content('s.')})) = 1 AS is_same "
        "FROM arrivals s JOIN (SELECT order_no, place FROM numbered "
        "WHERE place IS NOT NULL AND NOT rejected GROUP BY ALL HAVING count(*) > 1) AS again "
        "ON again.order_no = s.order_no AND again.place = coalesce(s.line_no, s.kept_line_no) "
        "GROUP BY s.order_no, again.place",
    )


def _decided(mode: IdentityMode) -> str:
    """Write the query for the decisions about lines with a place."""
    size = "greatest(o.size, n.top_place)" if mode is IdentityMode.ORDER else "NULL"
    return (
        "SELECT n.record, "
        "CASE WHEN NOT r.is_same THEN 'rejected' "
        "WHEN r.first_record <> n.record THEN 'unchanged' "
        "WHEN c.row_record IS NULL THEN 'new' "
        "WHEN c.is_same THEN 'unchanged' ELSE 'superseded' END AS outcome, "
        "CASE WHEN NOT r.is_same THEN 'duplicate_in_file' END AS code, "
        f"n.place AS line_no, {size} AS order_size, "
        "CASE WHEN r.first_record IS NULL OR r.first_record = n.record AND r.is_same "
        "THEN c.row_batch END AS row_batch, "
        "CASE WHEN r.first_record IS NULL OR r.first_record = n.record AND r.is_same "
        "THEN c.row_record END AS row_record "
        "FROM numbered n "
        "LEFT JOIN repeated r ON r.order_no = n.order_no AND r.place = n.place "
        f"LEFT JOIN (SELECT s.record, k.batch AS row_batch, k.record AS row_record, "
        f"{same_content('s', 'k')} AS is_same FROM arrivals s JOIN standing k "
        "ON k.order_no = s.order_no AND k.line_no = coalesce(s.line_no, s.kept_line_no)) AS c "
        "ON c.record = n.record "
        "LEFT JOIN (SELECT order_no, max(order_size) AS size FROM standing GROUP BY order_no) AS o "
        "ON o.order_no = n.order_no "
        "WHERE n.place IS NOT NULL AND NOT n.rejected"
    )
