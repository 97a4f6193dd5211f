"""What `mainstay doctor` looks at of the identity provider."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mainstay.cli.findings import Finding
from mainstay.cli.language import _

if TYPE_CHECKING:
    from mainstay.apps.governance.provider.configuration import Provider
    from mainstay.apps.governance.provider.identity import EntryRefused


def provider() -> Iterator[Finding]:
    """Whether the provider that the settings name can be used; nothing where they name none."""
    from django.conf import settings

    from mainstay.apps.governance.provider import configuration

    if not settings.OIDC_ISSUER:
        return
    here = configuration.provider()
    if here is None:
        says = _(
            "Nobody can sign in through the identity provider: {variable} is missing or wrong."
        )
        yield Finding("provider", False, says.format(variable=configuration.fault()))
        return
    yield _answer(here)
    yield from _new_people()


def _answer(here: "Provider") -> Finding:
    from mainstay.apps.governance.provider import calls
    from mainstay.apps.governance.provider.identity import EntryRefused

    try:
        calls.discovered(here, anew=True)
        keys = calls.signing_keys(here, anew=True).get("keys")
    except EntryRefused as refusal:
        document = here.issuer.rstrip("/") + calls.DISCOVERY
        return Finding("provider", False, _trouble(refusal, document, here.issuer))
    if not keys:
        return Finding("provider", False, _("{name} hands out no keys.").format(name=here.name))
    says = _("{name} answers and calls itself {issuer}; it leads people back to {back}.")
    facts = {"name": here.name, "issuer": here.issuer, "back": here.back}
    return Finding("provider", True, says.format(**facts))


def _trouble(refusal: "EntryRefused", document: str, issuer: str) -> str:
    if refusal.code == "unreachable":
        return _("The identity provider does not answer at {document}.").format(document=document)
    if refusal.code == "issuer_differs":
        says = _(
            "The identity provider calls itself {found}, and MAINSTAY_OIDC_ISSUER says {issuer}: "
            "both have to be alike to the letter."
        )
        return says.format(found=refusal.facts["issuer"], issuer=issuer)
    if refusal.code == "address_unsafe":
        return _("The identity provider names an address without HTTPS.")
    says = _("What the identity provider answers at {document} is no discovery document.")
    return says.format(document=document)


def _new_people() -> Iterator[Finding]:
    """Whether people who were not invited can be let in as the settings say."""
    from django.conf import settings

    from mainstay.apps.governance import services

    role = settings.OIDC_NEW_PEOPLE_ROLE
    if not role:
        return
    if not services.may_be_given(role):
        says = _(
            "Nobody new is let in: {role} (MAINSTAY_OIDC_NEW_PEOPLE_ROLE) is no role, or one that "
            "administers."
        )
        yield Finding("provider_new_people", False, says.format(role=role))
    elif not settings.OIDC_NEW_PEOPLE_DOMAINS:
        says = _("Nobody new is let in: MAINSTAY_OIDC_NEW_PEOPLE_DOMAINS names no domain.")
        yield Finding("provider_new_people", False, says)
    else:
        says = _("Whoever comes from the provider with an e-mail of {domains} becomes {role}.")
        domains = ", ".join(settings.OIDC_NEW_PEOPLE_DOMAINS)
        yield Finding("provider_new_people", True, says.format(domains=domains, role=role))
