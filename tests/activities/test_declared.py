"""Declared sections: what is kept, who may write, and what happens when two people do."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from activities.design import declared, registry
from activities.design.declared_reading import lines_of, snapshot
from activities.design.facts import FactRow, facts_of
from activities.design.models import DeclaredSection, DesignRow
from activities.design.services import (
    Conflict,
    add_rows,
    copy_declared,
    move_row,
    remove_row,
    save_fields,
    save_row,
)
from activities.design.values import digest, digests
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused, makers
from metadata.models import Item, Version
from tests import factories
from tests.activities.registered import make_variable

pytestmark = pytest.mark.django_db

NEED = {"title": "Produksi ikan per TPI", "user": "Bappeda", "user_kind": "opd", "purpose": "RPJMD"}


@pytest.fixture
def working(world):
    for number in ("1.1", "1.2", "1.3", "1.6", "2.4", "2.6"):
        world.bring(number, "dikerjakan")
    return world


def test_fields_are_kept_frozen_and_told(working):
    save_fields(
        working.cycle,
        "proposal",
        by=working["staf"],
        values={"program": " Statistik  sektoral ", "ro_volume": Decimal("1.50")},
    )
    facts = facts_of(working.cycle)
    assert facts.value("proposal.program") == "Statistik sektoral"
    assert facts.value("proposal.ro_volume") == "1.5"
    assert facts.text("proposal.ro_volume") == "1,5"
    assert snapshot(working.cycle, "proposal")["fields"]["program"] == "Statistik sektoral"
    told = {str(label): text for label, text in lines_of("proposal", snapshot(working.cycle, "proposal"))}
    assert told[str(declared.spec_of("proposal").field("program").label)] == "Statistik sektoral"
    entry = AuditEntry.objects.filter(action="section.changed").latest("seq")
    assert entry.changes == {"program": ["", "Statistik sektoral"], "ro_volume": ["", "1.5"]}
    assert working["staf"].pk in makers(working.iteration("1.6"), round=1)


def test_equal_content_changes_nothing(working):
    save_fields(working.cycle, "budget", by=working["staf"], values={"year": 2026, "ceiling": "150000000"})
    before = DeclaredSection.objects.get().revision
    save_fields(
        working.cycle, "budget", by=working["staf"], values={"year": "2026", "ceiling": Decimal("150000000.00")}
    )
    assert DeclaredSection.objects.get().revision == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": "dua ribu"}, "year"),
        ({"year": 1800}, "year"),
        ({"ceiling": "-1"}, "ceiling"),
        ({"ceiling": "1.005"}, "ceiling"),
        ({"ceiling": "1e40"}, "ceiling"),
        ({"funding": "x" * 301}, "funding"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(working, values, field):
    with pytest.raises(ValidationError) as refusal:
        save_fields(working.cycle, "budget", by=working["staf"], values=values)
    assert list(refusal.value.message_dict) == [field]
    assert not DeclaredSection.objects.filter(revision__gt=0).exists()


def test_two_people_who_change_different_fields_both_keep_theirs(working):
    spec = declared.spec_of("budget")
    fields = [spec.field("funding"), spec.field("document")]
    shown = digests(fields, {})
    save_fields(working.cycle, "budget", by=working["staf"], values={"funding": "APBD", "document": ""}, seen=shown)
    save_fields(working.cycle, "budget", by=working["staf2"], values={"funding": "", "document": "DPA 1"}, seen=shown)
    facts = facts_of(working.cycle)
    assert (facts.value("budget.funding"), facts.value("budget.document")) == ("APBD", "DPA 1")


def test_two_people_who_change_the_same_field_are_shown_both(working):
    seen = {"funding": digest("")}
    save_fields(working.cycle, "budget", by=working["staf"], values={"funding": "APBD"}, seen=seen)
    with pytest.raises(Conflict) as conflict:
        save_fields(working.cycle, "budget", by=working["staf2"], values={"funding": "APBN"}, seen=seen)
    assert conflict.value.values == {"funding": "APBD"}
    assert conflict.value.row.updated_by == working["staf"]
    assert facts_of(working.cycle).value("budget.funding") == "APBD"


def test_rows_have_keys_that_are_never_given_again(working):
    first = save_row(working.cycle, "needs", by=working["staf"], values=NEED)
    second = save_row(working.cycle, "needs", by=working["staf"], values={**NEED, "title": "Nilai produksi"})
    assert (first.key, second.key) == ("K1", "K2")
    remove_row(working.cycle, "needs", "K2", by=working["staf"])
    third = save_row(working.cycle, "needs", by=working["staf"], values={**NEED, "title": "Jumlah kapal"})
    assert third.key == "K3"
    move_row(working.cycle, "needs", "K3", by=working["staf"], to=1)
    assert [row.key for row in facts_of(working.cycle).rows("needs")] == ["K3", "K1"]


def test_a_row_that_is_named_is_not_removed(working):
    save_row(working.cycle, "needs", by=working["staf"], values=NEED)
    output = {"title": "Tabel produksi", "kind": "tabel", "needs": ["K1"]}
    save_row(working.cycle, "outputs", by=working["staf"], values=output)
    with pytest.raises(MoveRefused) as refusal:
        remove_row(working.cycle, "needs", "K1", by=working["staf"])
    assert "L1" in str(refusal.value.reasons[0].text)
    with pytest.raises(ValidationError):
        save_row(working.cycle, "outputs", by=working["staf"], values={**output, "needs": ["K7"]})


def test_a_tree_has_no_loops(working):
    for title in ("Program", "Kegiatan", "Detil"):
        save_row(working.cycle, "budget_lines", by=working["staf"], values={"title": title})
    save_row(working.cycle, "budget_lines", "B2", by=working["staf"], values={"parent": "B1"})
    save_row(working.cycle, "budget_lines", "B3", by=working["staf"], values={"parent": "B2"})
    with pytest.raises(ValidationError) as refusal:
        save_row(working.cycle, "budget_lines", "B1", by=working["staf"], values={"parent": "B3"})
    assert list(refusal.value.message_dict) == ["parent"]


def test_many_rows_are_added_together_or_not_at_all(working):
    good, bad = NEED, {**NEED, "user_kind": "siapa"}
    with pytest.raises(ValidationError) as refusal:
        add_rows(working.cycle, "needs", [good, bad], by=working["staf"])
    assert list(refusal.value.message_dict) == ["2"]


def test_nobody_writes_while_the_owner_is_not_worked_on(world):
    with pytest.raises(MoveRefused):
        save_row(world.cycle, "needs", by=world["staf"], values=NEED)
    world.bring("1.1", "dikerjakan")
    with pytest.raises(MoveRefused):
        save_row(world.cycle, "needs", by=world["penyelia"], values=NEED)
    assert not DesignRow.objects.exists()


def test_the_next_cycle_takes_rows_over_with_their_keys(working):
    save_row(working.cycle, "needs", by=working["staf"], values=NEED)
    other = factories.make_cycle(working.cycle.activity, edition="2027")
    copy_declared(working.cycle, other, "needs", by=working["penyelia"], choice="review")
    assert [(row.key, row["title"]) for row in facts_of(other).rows("needs")] == [("K1", NEED["title"])]
    assert DeclaredSection.objects.get(cycle=other).to_review is True


def test_every_declared_section_is_registered_and_every_pick_names_a_table():
    for spec in declared.specs():
        assert registry.get(spec.code).owner == spec.owner
        for table in spec.tables:
            for field in table.fields:
                if field.type in ("pick", "picks"):
                    declared.table_of(field.table)
                assert (field.choices is not None) == (field.type in ("code", "bits")), (table.code, field.name)


def test_facts_are_read_in_a_fixed_number_of_queries(working, django_assert_max_num_queries):
    for place in range(3):
        save_row(working.cycle, "needs", by=working["staf"], values={**NEED, "title": f"Kebutuhan {place}"})
    facts = facts_of(working.cycle)
    with django_assert_max_num_queries(4):
        assert [row.name for row in facts.rows("needs")] == ["Kebutuhan 0", "Kebutuhan 1", "Kebutuhan 2"]
        assert facts.value("budget.year") is None


def test_no_column_is_called_like_a_part_of_a_row():
    taken = {name for name in dir(FactRow) if not name.startswith("_")} | {"key", "table", "values"}
    for spec in declared.specs():
        for table in spec.tables:
            clash = {field.name for field in table.fields} & taken
            assert clash <= {table.name_field}, table.code


def test_a_pointer_names_an_entry_of_its_own_kinds(world):
    """A variable and its classification may have the same code."""
    item = Item.objects.create(kind="classification", code="ALAT_SAMA", organisation=world.places["perikanan"])
    listed = Version.objects.create(item=item, state="endorsed", is_current=True, name_id="Daftar alat")
    make_variable("ALAT_SAMA", world.places["perikanan"], name_id="Alat yang dipakai")
    world.bring("2.5", "dikerjakan")
    values = {"variable": "ALAT_SAMA", "classification": "ALAT_SAMA", "method": "kamus"}
    row = save_row(world.cycle, "codings", by=world["staf"], values=values)
    assert [reference.version for reference in row.references.all()] == [listed]
    facts = facts_of(world.cycle)
    [stored] = facts.rows("codings")
    assert (
        facts.shown(stored.table.field("classification"), stored["classification"]) == "ALAT_SAMA@1.0.0 · Daftar alat"
    )
