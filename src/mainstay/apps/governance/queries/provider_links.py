"""Reads of links to the identity provider."""

from django.db.models import Exists, OuterRef, QuerySet

from mainstay.apps.governance.models import Person, ProviderLink
from mainstay.apps.governance.provider.configuration import provider
from mainstay.foundation.access.actor import Actor


def provider_link(actor: Actor, person: Person) -> ProviderLink | None:
    """Which account of the present provider a person's is linked to, for those who may know."""
    here = provider()
    if here is None:
        return None
    rows = ProviderLink.objects.visible_to(actor)
    return rows.filter(person=person, issuer=here.issuer).first()


def telling_link(people: QuerySet[Person]) -> QuerySet[Person]:
    """Say of each person whether there is a link."""
    rows = ProviderLink.objects.system("told to those alone who can unlink it")
    return people.annotate(is_linked=Exists(rows.filter(person=OuterRef("pk"))))
