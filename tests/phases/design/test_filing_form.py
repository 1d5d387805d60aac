"""Nothing is typed twice: the notification keeps no answer of its own, and little is left to be typed for it."""

from __future__ import annotations

import pytest
from django.db import models

from activities.design.declarations import SECTIONS
from activities.design.facts import IDENTITY, facts_of
from activities.design.models import DeclaredSection
from activities.design.selectors import FIELDS
from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.documents.registry import document_of
from phases.design import documents
from phases.design.enums import Submission
from phases.design.forms_catalogue import form
from phases.design.models import Exemption, Filing, FilingLetter, FilingNote, FilingVersion, RecommendationItem
from phases.design.projection import project
from phases.design.reading.computed import COMPUTED
from phases.design.selectors.filled import fill, section_of, slots_of
from phases.design.services import filing as services
from phases.design.services.answers import save_answers
from tests.phases.design import facts_made as facts
from tests.phases.design import filing_world as made

LINES = [(code, line) for code in ("fs3", "fp_kpa") for line in form(code).lines if line.kind != "heading"]


def test_no_line_of_a_form_has_storage_of_its_own():
    """Each is read from the record, the identity, or both; what is written on its page goes to one section of the record."""
    kept = {f"{spec.code}.{field.name}" for spec in SECTIONS for field in spec.fields}
    kept |= {f"{code}.{name}" for code, names in FIELDS.items() for name in names}
    for code, line in LINES:
        paths = COMPUTED[line.computed].reads if line.computed else line.sources
        assert all(path in IDENTITY or section_of(path) for path in paths), (code, line.code)
        for slot in slots_of(form(code), project(form(code), facts.full())[line.code]):
            assert slot.path in kept, (code, line.code)


def test_the_rows_of_a_notification_hold_no_answers():
    """Its columns are states, days, people, letters and notes; the forms stand there frozen alone."""
    names = {code.replace(".", "_") for _form, line in LINES for code in (line.code,)}
    for model in (Filing, FilingVersion, FilingLetter, FilingNote, RecommendationItem, Exemption):
        assert not {field.name for field in model._meta.fields} & names
    frozen = {
        (model.__name__, field.name)
        for model in (Filing, FilingVersion, FilingLetter, FilingNote, RecommendationItem, Exemption)
        for field in model._meta.fields
        if isinstance(field, models.JSONField)
    }
    assert frozen == {(FilingVersion.__name__, name) for name in ("content", "document", "romantik", "findings")}


@pytest.mark.parametrize("code", ["fs3", "fp_kpa"])
def test_little_is_left_to_type_once_the_design_stands(code):
    """With the KAK and the design of 2.1 to 2.5, and the schedule: at most 20 answers are typed for the form itself."""
    given = facts.full() if code == "fs3" else facts.compilation()
    for path in list(given.given):
        if path.split(".")[0] in ("contacts", "notification"):
            del given.given[path]
    filled = project(form(code), given)
    left = [line.code for line in filled.missing if not line.computed]
    assert len(left) <= 20, left


def test_the_same_fact_is_typed_on_one_page_alone():
    for code in ("fs3", "fp_kpa"):
        filled = project(form(code), facts.full() if code == "fs3" else facts.compilation())
        paths = [slot.path for line in filled.lines for slot in slots_of(form(code), line)]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        assert twice == [], code


@pytest.mark.django_db
def test_papers_carry_their_version_and_the_mark_of_a_draft_until_they_were_with_bps():
    world = made.make_world()
    user = world["staf"]
    where = {"activity": "IKAN", "edition": "2026", "filing": "", "version": ""}
    draft = documents.filing(where, user)
    assert (draft.mark, draft.kind) == ("KONSEP", "fs3")
    row = services.submit(world.cycle, by=user)
    first = documents.filing(where | {"filing": "1", "version": "1"}, user)
    assert (first.mark, first.number) == ("KONSEP", "FS3/IKAN/2026/1 v1")
    services.withdraw(row, by=user)
    made.bring(world, Submission.FILED)
    filed = documents.filing(where | {"filing": "1", "version": "2"}, user)
    assert (filed.mark, filed.number) == ("", "FS3/IKAN/2026/1 v2")
    assert documents.filing(where | {"filing": "1", "version": "1"}, user).mark == "KONSEP"
    for code in ("romantik", "mskeg"):
        made_document = getattr(documents, code)(where, user)
        assert (made_document.mark, made_document.kind) == ("KONSEP", code)
        assert freezing.from_json(freezing.to_json(made_document)) == made_document
    assert documents.may_read(where, world["luar"]) is False
    assert {document_of(f"design.{code}").formats for code in ("filing", "romantik", "mskeg")} == {
        ("pdf", "docx", "xlsx")
    }


@pytest.mark.django_db
def test_the_page_of_a_form_writes_to_the_record_alone():
    """Rows of the notification's tables are not touched by filling in."""
    world = made.make_world(filled=False)

    save_answers(world.cycle, by=world["staf"], values={"contacts.phone": "021-1", "staff.supervisors": 3}, seen={})
    assert facts_of(world.cycle).value("staff.supervisors") == 3
    assert DeclaredSection.objects.get(code="contacts").content["phone"] == "021-1"
    assert not Filing.objects.exists()
    assert fill(world.cycle).projection["1.2.telepon"].value == "021-1"
