"""Findings in the reader's words."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from mainstay.apps.ledger.models import QualityFinding
from mainstay.apps.ledger.quality_wording import FIELDS, PROBLEMS
from mainstay.apps.ledger.queries.quality_rows import FindingRow
from mainstay.shell.sentences import labelled
from mainstay.shell.web import figures
from mainstay.shell.web.templatetags.figures import missing

register = template.Library()


@register.simple_tag
def problem_words(found: QualityFinding) -> str:
    """Which field, and what is wrong with it."""
    return labelled(FIELDS[found.field], PROBLEMS[found.code])


@register.simple_tag
def finding_value(row: FindingRow) -> str | SafeString:
    """What stands in the field now, a dash where nothing does."""
    value = row.value
    if value is None or value == "":
        return missing()
    if isinstance(value, datetime):
        return figures.day(value.date())
    if isinstance(value, date):
        return figures.day(value)
    return figures.full_number(value, 2) if isinstance(value, Decimal) else str(value)
