"""Drafts of forms: kept whatever stands in them, for their owner alone; two pages of one person overwrite nothing unseen."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from gsbpm_portal.core import clock, drafts, office, tokens
from gsbpm_portal.core.forms import HouseForm
from gsbpm_portal.core.models import AuditEntry, Draft

KEY = "uji:satu"
PAIRS = [["name", "Kapal"], ["kind", "1"], ["kind", "3"], ["note", ""]]


class Ship(HouseForm):
    name = forms.CharField(label="Nama")
    kind = forms.MultipleChoiceField(label="Jenis", choices=[("1", "Satu"), ("3", "Tiga")])
    note = forms.CharField(label="Catatan", min_length=20)


@pytest.fixture
def sari(make_user: Any) -> Any:
    return make_user("sari")


# Storing --------------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_found_by_its_owner_and_not_audited(sari: Any, make_user: Any) -> None:
    row = drafts.save(sari, KEY, pairs=PAIRS, base="3")
    assert (row.number, row.data, row.base) == (1, PAIRS, "3")
    assert drafts.find(sari, KEY) == row
    assert drafts.find(make_user("budi"), KEY) is None
    assert drafts.find(sari, "uji:dua") is None
    assert not AuditEntry.objects.exists()


def test_tokens_and_passwords_are_left_out_and_odd_characters_made_storable(sari: Any) -> None:
    pairs = [
        ("csrfmiddlewaretoken", "x"),
        ("token", "x"),
        ("naskah", ""),
        ("naskah-kunci", "x"),
        ("new_password1", "x"),
        ("sandi", "x"),
        ("naskah_dinas", "tetap"),
        ("token_count", "3"),
        ("a\x00b", "c\x00d\ud800e"),
    ]
    kept = [["naskah_dinas", "tetap"], ["token_count", "3"], ["ab", "cd\ufffde"]]
    row = drafts.save(sari, KEY, pairs=pairs)
    row.refresh_from_db()
    assert row.data == kept


def test_the_same_content_changes_nothing_and_another_one_counts_on(sari: Any) -> None:
    numbers = [drafts.save(sari, KEY, pairs=PAIRS, seen_number=seen).number for seen in (0, 0, 1)]
    assert numbers == [1, 1, 1]
    assert drafts.save(sari, KEY, pairs=[["name", "Perahu"]], seen_number=1).number == 2


def test_another_page_that_was_first_is_shown_not_overwritten(sari: Any) -> None:
    drafts.save(sari, KEY, pairs=PAIRS, page="a", step=1)
    with pytest.raises(drafts.Overtaken) as overtaken:
        drafts.save(sari, KEY, pairs=[["name", "Perahu"]], seen_number=0, page="b", step=1)
    assert (overtaken.value.draft.number, overtaken.value.draft.data) == (1, PAIRS)
    assert drafts.save(sari, KEY, pairs=[["name", "Perahu"]], seen_number=1, page="b", step=1).number == 2
    with pytest.raises(drafts.Overtaken):
        drafts.save(sari, KEY, pairs=[["name", "Kapal motor"]], seen_number=1, page="a", step=2)


def test_saves_of_one_page_may_overtake_each_other_on_the_way(sari: Any) -> None:
    first, second = [["name", "K"]], [["name", "Ka"]]
    for step, pairs in ((2, second), (1, first)):
        drafts.save(sari, KEY, pairs=pairs, seen_number=0, page="a", step=step)
    found = drafts.find(sari, KEY)
    assert found is not None
    assert (found.data, found.number, found.step) == (second, 1, 2)
    # The answer to the second save was lost: the page goes on with the number that it knows.
    assert drafts.save(sari, KEY, pairs=[["name", "Kap"]], seen_number=0, page="a", step=3).number == 2


def test_what_comes_late_is_no_new_draft(sari: Any) -> None:
    """The form was sent, or the draft thrown away, while a save was on its way."""
    drafts.sent(sari, KEY, {})
    with pytest.raises(drafts.Overtaken) as overtaken:
        drafts.save(sari, KEY, pairs=PAIRS, seen_number=0, page="a", step=1)
    assert overtaken.value.draft.data is None
    assert drafts.save(sari, KEY, pairs=PAIRS, seen_number=1, page="a", step=1).number == 2
    drafts.discard(sari, KEY)
    with pytest.raises(drafts.Overtaken):
        drafts.save(sari, KEY, pairs=[["name", "x"]], seen_number=2, page="a", step=2)
    assert drafts.find(sari, KEY) is None


@pytest.mark.parametrize(
    ("posted", "left"),
    [
        ({drafts.NUMBER: "1"}, False),
        ({drafts.NUMBER: "0", drafts.PAGE: "a"}, False),
        ({drafts.NUMBER: "0", drafts.PAGE: "b"}, True),
        ({drafts.NUMBER: "x"}, True),
        ({}, True),
    ],
)
def test_a_sent_form_ends_the_draft_that_it_has_seen(sari: Any, posted: dict[str, str], left: bool) -> None:
    drafts.save(sari, KEY, pairs=PAIRS, page="a", step=1)
    drafts.sent(sari, KEY, posted)
    assert (drafts.find(sari, KEY) is not None) is left


def test_only_size_is_refused(sari: Any) -> None:
    room = drafts.MOST_BYTES - len('[["a",""]]')
    assert drafts.save(sari, KEY, pairs=[["a", "x" * room]]).number == 1
    with pytest.raises(drafts.TooLarge):
        drafts.save(sari, KEY, pairs=[["a", "x" * (room + 1)]], seen_number=1)
    with pytest.raises(drafts.TooLarge):
        drafts.save(sari, KEY, pairs=[["a", "é" * (room // 2 + 1)]], seen_number=1)
    with pytest.raises(ValueError, match="longer than"):
        drafts.save(sari, "x" * 201, pairs=PAIRS)


def test_drafts_that_nobody_touches_are_removed_by_the_beat(sari: Any) -> None:
    for days in (29, 31):
        with clock.at(clock.now() - timedelta(days=days)):
            drafts.save(sari, f"uji:{days}", pairs=PAIRS)
    assert drafts.purge() == 1
    assert [row.key for row in Draft.objects.all()] == ["uji:29"]
    office.change("draft_days", 7, by=None)
    assert drafts.purge() == 1


# Pages ----------------------------------------------------------------------------------------------------------------


def build(data: QueryDict | None) -> Ship:
    return Ship(data, initial={"name": "tersimpan"})


def test_a_form_without_a_draft_is_as_stored(sari: Any) -> None:
    form, sheet = drafts.restored(sari, KEY, build, base="7")
    assert not form.is_bound
    assert (sheet.number, sheet.shown, sheet.is_behind) == (0, None, False)
    assert drafts.unsign(sari, sheet.signed) == (KEY, "7")


def test_a_form_with_a_draft_holds_it_without_errors_and_with_a_token(sari: Any) -> None:
    row = drafts.save(sari, KEY, pairs=PAIRS, base="7")
    form, sheet = drafts.restored(sari, KEY, build, base="7")
    assert (form["name"].value(), form["kind"].value(), form["note"].value()) == ("Kapal", ["1", "3"], "")
    assert tokens.parse(form["token"].value())
    assert (form.errors, "field--error" in form.as_p()) == ({}, False)
    assert (sheet.shown, sheet.number, sheet.is_behind) == (row, 1, False)
    _form, sheet = drafts.restored(sari, KEY, build, base="8")
    assert (sheet.is_behind, drafts.unsign(sari, sheet.signed)) == (True, (KEY, "7"))


def test_a_form_shown_again_goes_on_with_the_number_that_it_saw(sari: Any) -> None:
    drafts.save(sari, KEY, pairs=PAIRS, base="7")
    posted = QueryDict("naskah-nomor=0&revision=3")
    sheet = drafts.resumed(sari, KEY, posted, base="3", origin=("revision",))
    assert (sheet.number, sheet.origin, sheet.shown) == (0, (("revision", "3"),), None)
    assert drafts.resumed(sari, KEY, QueryDict("")).number == 1


@pytest.mark.parametrize("signed", ["", "x", "x:y", "\x00", "W10:" + "a" * 40])
def test_a_key_that_no_page_gave_is_refused(sari: Any, make_user: Any, signed: str) -> None:
    with pytest.raises(drafts.NotGiven):
        drafts.unsign(sari, signed)
    with pytest.raises(drafts.NotGiven):
        drafts.unsign(make_user("budi"), drafts.sign(sari, KEY))


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(sari: Any) -> Client:
    client = Client()
    client.force_login(sari, "gsbpm_portal.accounts.backends.PersonBackend")
    return client


def ask(client: Client, sari: Any, **changes: Any) -> Any:
    asked = {"key": drafts.sign(sari, KEY, "7"), "number": 0, "page": "a", "step": 1, "fields": PAIRS} | changes
    return client.post(reverse("core:draft-save"), json.dumps(asked), content_type="application/json")


def test_the_script_saves_and_is_told_number_and_time(signed_in: Client, sari: Any) -> None:
    answer = ask(signed_in, sari)
    row = Draft.objects.get()
    assert (answer.status_code, row.data, row.base, row.user) == (200, PAIRS, "7", sari)
    assert answer.json()["number"] == 1
    assert answer.json()["said"].endswith(answer.json()["time"])
    assert "no-store" in answer["Cache-Control"]


def test_an_ended_session_is_told_not_led_away(sari: Any) -> None:
    answer = ask(Client(), sari)
    assert (answer.status_code, answer["Content-Type"], list(answer.json())) == (401, "application/json", ["said"])
    assert not Draft.objects.exists()


def test_another_persons_key_is_refused(signed_in: Client, make_user: Any) -> None:
    assert ask(signed_in, make_user("budi")).status_code == 403
    assert not Draft.objects.exists()


def test_another_page_that_was_first_is_told_with_its_content(signed_in: Client, sari: Any) -> None:
    ask(signed_in, sari)
    answer = ask(signed_in, sari, page="b", fields=[["name", "Perahu"]])
    assert (answer.status_code, answer.json()["fields"], answer.json()["number"]) == (409, PAIRS, 1)
    drafts.discard(sari, KEY)
    answer = ask(signed_in, sari, page="b", fields=[["name", "Perahu"]])
    assert (answer.status_code, answer.json()["fields"], answer.json()["number"]) == (409, None, 2)


def test_too_much_is_told(signed_in: Client, sari: Any) -> None:
    for length in (drafts.MOST_BYTES, 6 * 1024 * 1024):
        answer = ask(signed_in, sari, fields=[["a", "x" * length]])
        assert (answer.status_code, list(answer.json())) == (413, ["said"])


@pytest.mark.parametrize(
    "changes",
    [
        {"key": 5},
        {"number": -1},
        {"number": True},
        {"number": 2**31},
        {"number": "1"},
        {"step": None},
        {"page": "x" * 37},
        {"page": "é"},
        {"fields": None},
        {"fields": [["a"]]},
        {"fields": [["a", 1]]},
        {"fields": {"a": "b"}},
    ],
)
def test_nonsense_is_no_fault(signed_in: Client, sari: Any, changes: dict[str, Any]) -> None:
    assert ask(signed_in, sari, **changes).status_code == 400


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"[" * 100_000, b'"x"', b"1" * 5000])
def test_a_broken_body_is_no_fault(signed_in: Client, body: bytes) -> None:
    answer = signed_in.post(reverse("core:draft-save"), body, content_type="application/json")
    assert answer.status_code == 400


def test_saving_is_protected_against_other_sites(sari: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(sari, "gsbpm_portal.accounts.backends.PersonBackend")
    assert ask(client, sari).status_code == 403
    assert not Draft.objects.exists()


def keep(client: Client, sari: Any, **changes: str) -> Any:
    sent = {
        "token": tokens.new(),
        drafts.SIGNED: drafts.sign(sari, KEY),
        drafts.NUMBER: "0",
        drafts.BACK: "/kegiatan/",
        "naskah": "",
        "name": "Kapal",
    }
    return client.post(reverse("core:draft-keep"), sent | changes)


def test_without_script_a_button_keeps_the_form_as_it_is(signed_in: Client, sari: Any) -> None:
    answer = keep(signed_in, sari)
    assert (answer.status_code, answer["Location"]) == (302, "/kegiatan/")
    assert Draft.objects.get().data == [["name", "Kapal"]]


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "x"])
def test_going_back_stays_in_the_portal(signed_in: Client, sari: Any, address: str) -> None:
    assert keep(signed_in, sari, **{drafts.BACK: address})["Location"] == "/"


def test_without_script_two_drafts_are_shown_side_by_side(signed_in: Client, sari: Any) -> None:
    keep(signed_in, sari)
    answer = keep(signed_in, sari, name="Perahu\nlayar")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Kapal" in page, "Perahu\nlayar" in page, 'name="naskah-nomor" value="1"' in page) == (True, True, True)
    assert Draft.objects.get().data == [["name", "Kapal"]]
    assert keep(signed_in, sari, name="Perahu", **{drafts.NUMBER: "1"}).status_code == 302
    assert Draft.objects.get().data == [["name", "Perahu"]]
    drafts.discard(sari, KEY)
    assert keep(signed_in, sari, name="Rakit").status_code == 409


def test_without_script_too_much_and_a_foreign_key_are_told(signed_in: Client, sari: Any, make_user: Any) -> None:
    assert keep(signed_in, sari, name="x" * drafts.MOST_BYTES).status_code == 413
    foreign = {drafts.SIGNED: drafts.sign(make_user("budi"), KEY)}
    assert keep(signed_in, sari, **foreign).status_code == 403
    sent = {"token": tokens.new()} | foreign
    assert signed_in.post(reverse("core:draft-discard"), sent).status_code == 403


def test_a_draft_is_thrown_away(signed_in: Client, sari: Any) -> None:
    keep(signed_in, sari)
    sent = {"token": tokens.new(), drafts.SIGNED: drafts.sign(sari, KEY), drafts.BACK: "/kegiatan/"}
    answer = signed_in.post(reverse("core:draft-discard"), sent)
    assert (answer.status_code, answer["Location"]) == (302, "/kegiatan/")
    assert drafts.find(sari, KEY) is None
