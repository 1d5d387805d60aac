"""The house form: token, wiring of help and errors, the summary."""

import re
import uuid

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from gsbpm_portal.core.forms import DateInput, HouseForm, problems


class Sample(HouseForm):
    title = forms.CharField(label="Judul", help_text="Seperti pada publikasi.")
    start = forms.DateField(label="Mulai", widget=DateInput, required=False)
    how = forms.ChoiceField(label="Cara", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    sure = forms.BooleanField(label="Yakin")
    folded = {"title": ("Peraturan", "Pasal <1>")}

    def clean(self):
        if self.data.get("whole"):
            raise forms.ValidationError("Isian saling bertentangan.")


@pytest.fixture(autouse=True)
def indonesian():
    with override("id"):
        yield


def show(form, source="{% load crispy_forms_tags %}{% form_errors form %}<form>{% crispy form %}</form>"):
    return Template(source).render(Context({"form": form}))


def test_token_is_fresh_for_each_form_and_kept_when_sent_back():
    first, second = Sample()["token"].value(), Sample()["token"].value()
    assert uuid.UUID(first) != uuid.UUID(second)
    assert f'name="token" value="{first}"' in show(Sample({"token": first}))


def test_token_has_one_name_whatever_the_prefix_and_no_id():
    html = show(Sample(prefix="p"))
    assert re.search(r'<input type="hidden" name="token" value="[\w-]{36}">', html)
    assert 'name="p-title"' in html


def test_token_alone_is_no_change_and_nonsense_is_none():
    form = Sample({"token": str(uuid.uuid4()), "how": ""}, empty_permitted=True, use_required_attribute=False)
    assert "token" not in form.changed_data
    broken = Sample({"token": "zzz", "title": "x", "how": "a", "sure": "on"})
    assert broken.is_valid() and broken.cleaned_data["token"] is None


def test_form_without_token():
    class Bare(Sample):
        with_token = False

    assert "token" not in Bare().fields


def test_help_and_label_are_wired():
    html = show(Sample())
    assert '<label class="form-label" for="id_title">Judul</label>' in html
    assert 'aria-describedby="id_title_helptext"' in html and 'id="id_title_helptext"' in html
    assert "(opsional)" in html and "problems" not in html
    assert "<summary>Peraturan</summary><div>Pasal &lt;1&gt;</div>" in html
    assert (
        '<fieldset class="field field--how field--group" id="div_id_how"><legend class="form-label">Cara</legend>'
        in html
    )
    assert "style=" not in html and "<script" not in html


def test_errors_stand_in_the_summary_named_by_their_field_and_at_the_field():
    form = Sample({"title": "", "start": "32/13/2026", "how": "zzz"})
    html = show(form)
    assert "Ada yang perlu diperbaiki" in html
    lines = problems(form)
    assert [anchor for anchor, _text in lines] == ["id_title", "id_start", "id_how_0", "id_sure"]
    for anchor, text in lines:
        assert html.count(text.removeprefix("Mulai: ").removeprefix("Cara: ")) == 2
        assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert html.count("Mulai: ") == 1, "the label stands above the field already"
    assert lines[0][1] == "Judul belum diisi." and lines[1][1].startswith("Mulai: ")
    assert 'aria-describedby="id_title_helptext id_title_error"' in html and 'aria-invalid="true"' in html
    assert 'id="id_how_error"' in html and 'aria-describedby="id_how_error"' in html


def test_error_of_the_whole_form_has_no_field():
    form = Sample({"title": "x", "how": "a", "sure": "on", "whole": "1"})
    assert problems(form) == [("", "Isian saling bertentangan.")]
    assert "<li>Isian saling bertentangan.</li>" in show(form)


def test_values_are_escaped():
    html = show(Sample({"title": '"><script>', "how": "<b>"}))
    assert "<script>" not in html and "<b>" not in html.replace('<b class="', "")


def test_dates_travel_as_iso():
    form = Sample(initial={"start": "2026-05-09"})
    assert 'type="date" name="start" value="2026-05-09"' in show(form)
    for written in ("2026-05-09", "09/05/2026", "9-5-2026"):
        bound = Sample({"title": "x", "how": "a", "sure": "on", "start": written})
        assert bound.is_valid() and bound.cleaned_data["start"].isoformat() == "2026-05-09"


def test_several_forms_share_one_summary():
    html = Template("{% form_errors a b %}").render(Context({"a": Sample({"title": ""}, prefix="a"), "b": None}))
    assert 'href="#id_a-title"' in html
