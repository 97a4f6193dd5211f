"""Building blocks as pages use them."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from mainstay.shell.paging import Page
from mainstay.shell.web.tables import Badge, Column, Edit, Table, Tone


def request_for(address: str = "/customers/") -> HttpRequest:
    return RequestFactory().get(address)


def rendered(text: str, address: str = "/customers/", **context: Any) -> str:
    template = Template("{% load components figures %}" + text)
    return template.render(Context({"request": request_for(address), **context}))


class CustomerForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As registered")
    region = forms.ChoiceField(
        label="Region", required=False, choices=[(str(n), f"Region {n}") for n in range(30)]
    )
    kind = forms.ChoiceField(label="Kind", choices=[("o", "Organisation"), ("p", "Person")])
    is_draft = forms.BooleanField(label="Draft", required=False)
    key = forms.CharField(widget=forms.HiddenInput, initial="7", required=False)


def test_a_page_header_names_the_page_and_offers_what_can_be_done() -> None:
    html = rendered(
        '{% page_header name badge=badge %}<a class="btn">Edit</a>{% endpage_header %}',
        name="<b>Tongli</b>",
        badge=Badge("active", Tone.GOOD),
    )
    assert "<h1>&lt;b&gt;Tongli&lt;/b&gt;" in html
    assert '<a class="btn">Edit</a>' in html
    assert 'badge-good">active' in html


def test_a_page_header_without_actions_has_no_empty_box() -> None:
    assert "page-actions" not in rendered('{% page_header "Home" %}  {% endpage_header %}')


def test_an_icon_without_a_label_is_decoration() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "plus" %}')
    assert 'aria-label="New"' in rendered('{% icon "plus" "New" %}')


def test_a_grade_below_the_palette_keeps_the_last_step() -> None:
    assert "grade-5" in rendered('{% grade_badge "Z" 9 %}')


def test_progress_that_nobody_knows_has_no_value() -> None:
    assert "<progress max" in rendered('{% progress None 10 "Reading" %}')
    assert 'value="4"' in rendered('{% progress 4 10 "Reading" %}')


def test_breadcrumbs_end_with_the_page_itself() -> None:
    html = rendered('{% breadcrumbs "Customers" "/customers/" name %}', name="Tongli")
    assert '<a href="/customers/">Customers</a>' in html
    assert '<li aria-current="page">Tongli</li>' in html


def test_the_tab_that_is_shown_is_marked() -> None:
    html = rendered('{% tabs "All" "/customers/" "Mine" "/customers/mine/" %}')
    assert 'href="/customers/" aria-current="page"' in html
    assert html.count("aria-current") == 1


def test_a_confirmation_works_with_and_without_script() -> None:
    html = rendered('{% confirm_link "/undo/" "Undo" tone="bad" %}')
    assert 'href="/undo/" hx-get="/undo/"' in html
    assert "btn-outline-danger" in html


def test_a_key_figure_with_an_address_is_a_link() -> None:
    assert '<a href="/x/" class="key-figure">' in rendered('{% key_figure "R" 1 url="/x/" %}')
    assert '<div class="key-figure">' in rendered('{% key_figure "R" 1 %}')


def test_an_empty_state_says_why_and_what_to_do() -> None:
    html = rendered(
        '{% empty_state "No imports" text="Bring files" %}<a>Go</a>{% endempty_state %}'
    )
    assert "<h2>No imports</h2>" in html
    assert "<a>Go</a>" in html


def test_a_field_names_its_help_and_its_errors() -> None:
    form = CustomerForm(MultiValueDict())
    html = rendered("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_error id_name_help"' in html
    assert 'id="id_name_help"' in html
    assert "is-invalid" in html


def test_a_long_list_of_choices_can_be_searched() -> None:
    assert "data-search" in rendered("{% field form.region %}", form=CustomerForm())
    assert "data-search" not in rendered("{% field form.kind %}", form=CustomerForm())


def test_a_field_alone_is_heard_as_its_label_and_takes_the_focus() -> None:
    form = CustomerForm({"name": "", "region": ""})
    page = rendered('{% control form.name "Name of Hengda" %}', form=form)
    assert 'aria-label="Name of Hengda"' in page
    assert "autofocus" in page
    assert 'aria-describedby="id_name_error id_name_help"' in page
    assert "data-search" not in rendered('{% control form.region "Region" %}', form=form)


def test_cells_that_can_be_changed_have_a_pencil() -> None:
    edit = Edit("here", "/form/?a=1&b=2", "/page/", 'Change "it"')
    column = Column[str]("name", "Name", str, edit=lambda row: edit if row == "one" else None)
    table = Table("Rows", [column], Page(["one", "two"]))
    page = rendered("{% data_table table %}{% enddata_table %}", table=table)
    assert page.count('class="pencil"') == 1
    assert '<span class="editable" id="here">one' in page
    assert 'href="/page/" hx-get="/form/?a=1&amp;b=2"' in page
    assert 'aria-label="Change &quot;it&quot;"' in page


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in rendered("{% field form.region %}", form=CustomerForm())
    assert "(optional)" not in rendered("{% field form.kind %}", form=CustomerForm())


def test_a_form_brings_its_token_its_fields_and_its_way_out() -> None:
    html = rendered(
        '{% form_layout form submit="Save" cancel="/back/" %}{% endform_layout %}',
        form=CustomerForm(),
        csrf_token="token-1",
    )
    assert 'name="csrfmiddlewaretoken" value="token-1"' in html
    assert 'name="key" value="7"' in html
    assert 'name="is_draft"' in html
    assert 'href="/back/"' in html


def test_a_form_leaves_the_placing_of_fields_to_its_content() -> None:
    html = rendered(
        '{% form_layout form submit="Save" %}{% field form.name %}{% endform_layout %}',
        form=CustomerForm(),
    )
    assert 'name="name"' in html
    assert 'name="is_draft"' not in html


@pytest.mark.parametrize(("address", "shown"), [("/c/?kind=o", True), ("/c/?sort=name", False)])
def test_filters_can_be_cleared_when_there_are_any(address: str, shown: bool) -> None:
    html = rendered("{% filter_bar form %}{% endfilter_bar %}", address, form=CustomerForm())
    assert ("Clear" in html) is shown


def test_filtering_keeps_the_sorting() -> None:
    html = rendered(
        "{% filter_bar form %}{% endfilter_bar %}", "/c/?sort=-name", form=CustomerForm()
    )
    assert '<input type="hidden" name="sort" value="-name">' in html
