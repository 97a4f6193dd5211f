"""Lists of choices as forms write them."""

from django import forms

PLACES = [
    ("", "Anywhere"),
    ('"north"', "<b>North</b>"),
    ("East", [("e1", "Suzhou"), ("e2", "Wuxi")]),
]


class PlaceForm(forms.Form):
    place = forms.ChoiceField(choices=PLACES)
    note = forms.CharField()


def written(place: str) -> str:
    return str(PlaceForm({"place": place})["place"])


def test_values_and_labels_are_text_never_markup() -> None:
    assert '<option value="&quot;north&quot;">&lt;b&gt;North&lt;/b&gt;</option>' in written("e1")


def test_the_choice_made_is_selected_and_no_other() -> None:
    page = written("e2")
    assert '<option value="e2" selected>Wuxi</option>' in page
    assert page.count("selected") == 1


def test_choices_stand_under_their_heading() -> None:
    assert '<optgroup label="East"><option value="e1">Suzhou</option>' in written("")


def test_the_list_has_the_name_and_the_attributes_of_its_field() -> None:
    page = PlaceForm()["place"].as_widget(attrs={"class": "form-select", "data-search": ""})
    assert page.startswith('<select name="place"')
    assert 'class="form-select"' in page
    assert 'data-search=""' in page
    assert 'id="id_place"' in page


def test_other_inputs_are_written_as_ever() -> None:
    assert '<input type="text" name="note"' in str(PlaceForm()["note"])
