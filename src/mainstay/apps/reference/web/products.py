"""Pages: products."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.reference import policies
from mainstay.apps.reference.contracts import Place, page_actions
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.queries import products as queries
from mainstay.apps.reference.services import products as services
from mainstay.apps.reference.web.acts import archived_with_undo, asked, changed, created
from mainstay.apps.reference.web.branches import standing_badge
from mainstay.apps.reference.web.catalogue_forms import ProductFilterForm, ProductForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Column, Table, sort_from


@require_safe
@requires(policies.VIEW_PRODUCTS)
def product_list(request: HttpRequest) -> HttpResponse:
    """The products: searched, filtered, sorted, a page at a time."""
    actor = acting(request)
    form = ProductFilterForm(actor, request.GET)
    sort = sort_from(request, _columns(), queries.DEFAULT_SORT)
    rows = queries.products(actor, form.wanted, sort)
    context = {
        "table": Table(
            caption=_("Products"),
            columns=_columns(),
            page=paginate(QuerySetRows(rows), [sort, "pk"], cursor=request.GET.get("cursor")),
            sort=sort,
            total=capped_count(rows),
            cards=True,
        ),
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "may_change": actor.may(policies.CHANGE_PRODUCTS),
        "actions": page_actions(actor, Place.PRODUCTS),
    }
    return render(request, "reference/products.html", context)


def _columns() -> list[Column[Product]]:
    return [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda row: row.name,
            link=lambda row: reverse("reference:product", args=[row.pk]),
            sortable=True,
            wrap=True,
        ),
        Column("code", gettext_lazy("Code"), lambda row: row.code, sortable=True),
        Column("unit", pgettext_lazy("product", "Unit"), lambda row: row.unit, wide=True),
        Column(
            "category", gettext_lazy("Category"), lambda row: row.category, sortable=True, wrap=True
        ),
        Column("line", gettext_lazy("Product line"), lambda row: row.line, wrap=True),
        Column(
            "sold_from",
            gettext_lazy("Sold from"),
            lambda row: row.sold_from,
            sortable=True,
            wide=True,
        ),
        Column(
            "sold_until",
            gettext_lazy("Sold until"),
            lambda row: row.sold_until,
            sortable=True,
            wide=True,
        ),
        Column("status", gettext_lazy("Status"), lambda row: standing_badge(row.is_archived)),
    ]


@require_safe
@requires(policies.VIEW_PRODUCTS)
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file."""
    actor = acting(request)
    sort = sort_from(request, _columns(), queries.DEFAULT_SORT)
    wanted = ProductFilterForm(actor, request.GET).wanted
    exported = services.export_products(actor, wanted, sort)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("reference:products"))


@require_safe
@requires(policies.VIEW_PRODUCTS)
def product_page(request: HttpRequest, key: int) -> HttpResponse:
    """One product: its facts."""
    actor = acting(request)
    row = queries.product_of(actor, key)
    context = {
        "row": row,
        "badge": standing_badge(row.is_archived),
        "may_change": actor.may(policies.CHANGE_PRODUCTS),
    }
    return render(request, "reference/product.html", context)


@writing
@requires(policies.CHANGE_PRODUCTS)
def new_product(request: HttpRequest) -> HttpResponse:
    """A form for one more product."""
    actor = acting(request)
    form = ProductForm(actor, request.POST or None)
    row = created(request, form, partial(services.create_product, actor))
    if row is not None:
        messages.success(request, _("%(name)s has been created.") % {"name": row.name})
        return redirect("reference:product", row.pk)
    return _form_page(request, actor, form, None)


@writing
@requires(policies.CHANGE_PRODUCTS)
def edit_product(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one product."""
    actor = acting(request)
    row = queries.product_of(actor, key)
    form = ProductForm(actor, request.POST or None, row=row)
    after = changed(request, form, key, partial(services.change_product, actor))
    if after is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": after.name})
        return redirect("reference:product", key)
    return _form_page(request, actor, form, row)


def _form_page(
    request: HttpRequest, actor: Actor, form: ProductForm, row: Product | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "categories": queries.categories(actor),
        "title": _("Edit product") if row else _("New product"),
        "submit": _("Save") if row else _("Create product"),
        "cancel": _page(row.pk) if row else reverse("reference:products"),
    }
    return render(request, "reference/product_form.html", context)


@writing
@requires(policies.CHANGE_PRODUCTS)
def archive(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then put a product away."""
    actor = acting(request)
    row = queries.product_of(actor, key)
    question = Confirmation(
        title=_("Archive %(name)s?") % {"name": row.name},
        text=_("Order lines with its code stay and count. It can be restored at any time."),
        agree=_("Archive"),
        cancel_url=_page(key),
    )
    done = archived_with_undo(row.name, "reference:restore_product", key)
    return asked(request, question, partial(services.archive_product, actor, key), done)


@writing
@requires(policies.CHANGE_PRODUCTS)
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then bring an archived product back."""
    actor = acting(request)
    row = queries.product_of(actor, key)
    question = Confirmation(
        title=_("Restore %(name)s?") % {"name": row.name},
        text=_("It is offered again."),
        agree=_("Restore"),
        cancel_url=_page(key),
    )
    done = _("%(name)s has been restored.") % {"name": row.name}
    return asked(request, question, partial(services.restore_product, actor, key), done)


def _page(key: int) -> str:
    return reverse("reference:product", args=[key])
