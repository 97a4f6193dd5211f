"""What the buttons of a draft's form do to its fields; pure."""

from mainstay.apps.evaluation.web.schemes.editor import (
    DIRECT,
    ConditionRow,
    Draft,
    GradeRow,
    LineRow,
)


def changed(draft: Draft, deed: str) -> None:
    """Do what a button of the form says: `add-grade`, `grade-up:2`, `remove-condition:0:1`."""
    name, *places = deed.split(":")
    numbers = [int(place) for place in places if place.isdecimal()]
    match name, numbers:
        case "add-grade", []:
            # The last grade takes all others; labels have no such one.
            last = len(draft.grades) - (0 if draft.labelled else 1)
            draft.grades.insert(max(0, last), GradeRow(conditions=[ConditionRow()]))
        case "remove-grade", [place] if place < len(draft.grades):
            del draft.grades[place]
        case "grade-up", [place] if 0 < place < len(draft.grades):
            rows = draft.grades
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        case "grade-down", [place] if place + 1 < len(draft.grades):
            rows = draft.grades
            rows[place + 1], rows[place] = rows[place], rows[place + 1]
        case "add-condition", [place] if place < len(draft.grades):
            _add_condition(draft.grades[place])
        case "remove-condition", [place, row] if place < len(draft.grades):
            del draft.grades[place].conditions[row : row + 1]
        case "add-line", []:
            draft.lines.append(LineRow(weight="10" if draft.weighing == DIRECT else ""))
        case "remove-line", [place]:
            del draft.lines[place : place + 1]


def curve_deed(draft: Draft, deed: str) -> int | None:
    """The line whose curve is to be drawn anew, as `curve:2` says; None for every other deed."""
    name, _colon, place = deed.partition(":")
    if name != "curve" or not place.isdecimal() or int(place) >= len(draft.lines):
        return None
    return int(place)


def _add_condition(grade: GradeRow) -> None:
    """Another condition, which has to hold beside those there are."""
    groups = [int(row.group) for row in grade.conditions if row.group.isdecimal()]
    grade.conditions.append(ConditionRow(str(max(groups, default=0) + 1)))
