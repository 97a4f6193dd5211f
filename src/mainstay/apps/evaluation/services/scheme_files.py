"""Schemes as YAML files, to be kept beside other documents and taken to another installation."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import Scheme, SchemeVersion
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES, VIEW_SCHEMES
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.drafting import (
    SchemeFacts,
    change_draft,
    change_facts,
    create_scheme,
    start_draft,
)
from mainstay.apps.evaluation.wording.names import scheme_name, scheme_note
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

FORMAT = "1"
MOST_BYTES = 200_000
_WHY = "the code of a scheme is no secret"
_KEYS = frozenset({"mainstay_scheme", "name", "note", "unit", "approval", "chain", "definition"})


class _Plain(yaml.SafeLoader):
    """Reads every value as the text that stands there, and no references to other places."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

    def compose_node(self, parent: Any, index: int) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not read")
        return super().compose_node(parent, index)


@service(VIEW_SCHEMES)
def export_scheme(actor: Actor, version: SchemeVersion) -> str:
    """A version of a scheme as YAML; reading it gives the same definition."""
    scheme = version.scheme
    told = {
        "mainstay_scheme": FORMAT,
        "name": str(scheme_name(scheme.code)),
        "note": str(scheme_note(scheme)),
        "unit": scheme.unit,
        "approval": scheme.approval,
        "chain": scheme.chain,
        "definition": version.definition,
    }
    audit.record(
        actor,
        "evaluation.scheme.exported",
        subject=scheme,
        scheme=scheme.code,
        version=version.number,
    )
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)


@service(CHANGE_SCHEMES)
def import_scheme(actor: Actor, text: str, code: str = "") -> SchemeVersion:
    """Make the draft of a scheme what a YAML file says; a scheme that there is not is made.

    `code` takes the place of the one in the file. Raises ValidationError.
    """
    told = _read(text)
    definition = told["definition"]
    code = code or str(definition.get("code", ""))
    definition = {**definition, "code": code}
    facts = SchemeFacts(
        **{name: str(told[name]) for name in ("name", "note", "unit", "approval") if name in told}
    )
    if not Scheme.objects.system(_WHY).filter(code=code).exists():
        scheme = create_scheme(actor, code, facts, definition)
        draft = start_draft(actor, scheme.code)
    else:
        start_draft(actor, code)
        draft = change_draft(actor, code, definition)
        change_facts(actor, code, facts)
    if "chain" in told:
        change_chain(actor, code, _steps(told["chain"]))
    return draft


def _steps(chain: Any) -> list[dict[str, Any]]:
    if not isinstance(chain, list) or not all(isinstance(each, dict) for each in chain):
        raise _refused(_("“%(key)s” is no list of steps.") % {"key": "chain"})
    return chain


def _read(text: str) -> dict[str, Any]:
    if len(text.encode()) > MOST_BYTES:
        raise _refused(_("The file is larger than a scheme can be."))
    try:
        told = yaml.load(text, _Plain)  # noqa: S506 - a safe loader that reads texts alone
    except (yaml.YAMLError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        if place is None:
            raise _refused(_("This is no YAML that can be read.")) from error
        says = _("Line %(line)s: this is no YAML that can be read.") % {"line": place.line + 1}
        raise _refused(says) from error
    if not isinstance(told, dict) or told.get("mainstay_scheme") != FORMAT:
        raise _refused(_("The file is no scheme of Mainstay: it does not begin so."))
    if strange := sorted(set(map(str, told)) - _KEYS):
        raise _refused(_("“%(key)s” is not known in a scheme.") % {"key": strange[0]})
    if not isinstance(told.get("definition"), dict):
        raise _refused(_("“%(key)s” is missing.") % {"key": "definition"})
    if not told.get("name"):
        raise _refused(_("“%(key)s” is missing.") % {"key": "name"})
    return {**told, "definition": _with_flags(told["definition"])}


def _with_flags(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with `key_account` read as true or false, the only value that is no text."""
    entries = "labels" if "labels" in definition else "grades"
    grades = definition.get(entries)
    if not isinstance(grades, list):
        return dict(definition)
    flags = {"true": True, "false": False}
    read = [
        {**grade, "key_account": flags.get(grade["key_account"], grade["key_account"])}
        if isinstance(grade, dict) and isinstance(grade.get("key_account"), str)
        else grade
        for grade in grades
    ]
    return {**definition, entries: read}


def _refused(says: str) -> ValidationError:
    return ValidationError({"file": ValidationError(says, "not_a_scheme_file")})
