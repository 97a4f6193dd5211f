"""Filter for names of whoever did something: ``{{ batch.by_name|who }}``."""

from django import template

from mainstay.foundation.audit.naming import name_in_words

register = template.Library()


@register.filter
def who(name: str) -> str:
    """A person's name as it was kept; Mainstay itself in the reader's words."""
    return name_in_words(name)
