"""The people at customers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.models.master import Customer
from mainstay.foundation.access.field_rights import guarded
from mainstay.foundation.access.scoped import ScopedManager
from mainstay.foundation.search.fields import SearchTextField


class Contact(models.Model):
    """A person at a customer.

    `code` is what another system calls the person, and `source` that system: together they are
    unique. Contacts without a code are known by their customer and name. `archived_at` puts a
    contact away; `withdrawn_at` is set when the import that made it was undone, and nobody sees it
    any more. `version` grows with every write. `edited_at` is when a person last changed it;
    imports do not count. How to reach somebody is under a field right.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, verbose_name=_("customer"), related_name="contacts"
    )
    source = models.CharField(_("source"), max_length=80, blank=True)
    code = models.CharField(_("code"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    email = guarded(models.CharField(_("e-mail"), max_length=254, blank=True), REACH)
    phone = guarded(models.CharField(_("phone"), max_length=64, blank=True), REACH)
    mobile = guarded(models.CharField(_("mobile"), max_length=64, blank=True), REACH)
    wechat = guarded(models.CharField(_("WeChat"), max_length=64, blank=True), REACH)
    is_main = models.BooleanField(_("main contact"), default=False)
    notes = models.TextField(_("notes"), blank=True)
    search_text = guarded(
        SearchTextField(
            of=("name", "email", "phone", "mobile", "wechat"), read=("name",), default=""
        ),
        REACH,
    )
    name_text = SearchTextField(of=("name",), read=("name",), default="")
    """What those search through who may not see how to reach somebody."""
    version = models.PositiveIntegerField(default=1, editable=False)
    created_in = models.BigIntegerField(null=True, editable=False)
    """The import batch that created the contact; null when a person did."""
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("updated"), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("customer", "-is_main", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "code"],
                condition=Q(withdrawn_at=None) & ~Q(code=""),
                name="customers_contact_code_once",
            ),
        )
        indexes = (
            models.Index(fields=["customer", "name"], name="customers_contacts_of"),
            models.Index(fields=["name", "id"], name="customers_contacts_by_name"),
        )

    def __str__(self) -> str:
        return self.name
