"""The audit trail: what is written, and that every way of changing it behind the portal's back is found.

An attacker here may do anything to the database, triggers included, and even knows the key; only the heads outside stay out of
reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from gsbpm_portal.core import audit, clock, immutability
from gsbpm_portal.core.models import AuditChain, AuditEntry, AuditKind

KEY = "activity:KC-01"
SUBJECT = ("activities.activity", 7)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """commit(n) appends n entries as committed transactions do: their heads are written outside."""

    def write(count: int = 1, chain: str = KEY, **values: Any) -> None:
        for number in range(count):
            with django_capture_on_commit_callbacks(execute=True):
                audit.append(
                    chain, action="test.changed", by=None, subject=SUBJECT, subject_label="Kegiatan",
                    **{"changes": {"title": ("lama", f"baru {number}")}, "scope": "KC-01/2026", **values},
                )  # fmt: skip

    return write


@pytest.fixture
def chain(db: None, commit: Callable[..., None]) -> AuditChain:
    """A chain of six entries, all witnessed outside."""
    commit(6)
    result = audit.verify(KEY)
    assert (result.ok, result.entries, result.witnessed) == (True, 6, 6)
    return AuditChain.objects.get(key=KEY)


@pytest.fixture
def sql(db: None) -> Iterator[Callable[..., None]]:
    """Anything may be done to the database: the triggers are lifted."""
    with immutability.lifted(), connection.cursor() as cursor:
        yield cursor.execute


def found(key: str = KEY) -> list[tuple[str, int]]:
    return [(finding.code, finding.seq) for finding in audit.verify(key).findings]


def recompute(chain: AuditChain, start: int = 1) -> None:
    """What somebody does who knows the key: make every seal fit again from `start` on, and the head row too."""
    before = AuditEntry.objects.filter(chain=chain, seq__lt=start).order_by("seq").last()
    previous, last = (before.mac, before.seq) if before else ("", 0)
    for seq, entry in enumerate(AuditEntry.objects.filter(chain=chain, seq__gte=start).order_by("seq"), start=last + 1):
        entry.seq, entry.prev_mac = seq, previous
        entry.mac = previous = audit.seal(chain.key, entry)
        AuditEntry.objects.filter(pk=entry.pk).update(seq=entry.seq, prev_mac=entry.prev_mac, mac=entry.mac)
        last = seq
    AuditChain.objects.filter(pk=chain.pk).update(seq=last, mac=previous)


# Tampering ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("kind", "system"),
        ("action", "test.created"),
        ("actor_name", "Orang Lain"),
        ("scope", "KC-01/2025"),
        ("subject_kind", "activities.cycle"),
        ("subject_id", 8),
        ("subject_label", "Kegiatan lain"),
        ("changes", '{"title": ["lama", "lain"]}'),
        ("reason", "Alasan baru"),
        ("context", '{"x": 1}'),
    ],
)
def test_a_changed_field_is_found(chain: AuditChain, sql: Any, column: str, value: Any) -> None:
    sql(f"UPDATE core_auditentry SET {column} = %s WHERE seq = 3", [value])
    assert found() == [("changed", 3)]


def test_a_changed_actor_is_found(chain: AuditChain, sql: Any, make_user: Any) -> None:
    sql("UPDATE core_auditentry SET actor_id = %s WHERE seq = 3", [make_user().pk])
    assert found() == [("changed", 3)]


def test_a_changed_seal_is_found(chain: AuditChain, sql: Any) -> None:
    sql("UPDATE core_auditentry SET mac = %s WHERE seq = 3", ["0" * 64])
    assert found() == [("changed", 3), ("recomputed", 3), ("broken", 4)]


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_entry_is_found(chain: AuditChain, sql: Any, seq: int) -> None:
    sql("DELETE FROM core_auditentry WHERE seq = %s", [seq])
    assert found() == [("gap", seq), ("broken", seq + 1), ("cut", seq)]


def test_a_deleted_entry_is_found_after_the_rest_was_moved_up_and_resealed(chain: AuditChain, sql: Any) -> None:
    sql("DELETE FROM core_auditentry WHERE seq = 3")
    recompute(chain, 3)
    assert found() == [("recomputed", 3), ("recomputed", 4), ("recomputed", 5), ("cut", 6)]


def test_a_new_order_is_found(chain: AuditChain, sql: Any) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        sql("UPDATE core_auditentry SET seq = %s WHERE seq = %s", [new, old])
    assert {code for code, _seq in found()} == {"broken", "changed", "recomputed"}
    recompute(chain, 3)
    assert found() == [("recomputed", seq) for seq in (3, 4, 5, 6)]


def test_a_cut_tail_is_found(chain: AuditChain, sql: Any) -> None:
    sql("DELETE FROM core_auditentry WHERE seq > 4")
    assert found() == [("cut", 5), ("head", 6)]
    last = AuditEntry.objects.get(seq=4)
    sql("UPDATE core_auditchain SET seq = 4, mac = %s", [last.mac])
    assert found() == [("cut", 5)]


def test_a_cut_tail_is_found_after_the_portal_has_written_on(
    chain: AuditChain, sql: Any, commit: Callable[..., None]
) -> None:
    """New entries take the numbers of those cut off; their heads stand beside the old ones and never in their place."""
    sql("DELETE FROM core_auditentry WHERE seq > 4")
    sql("UPDATE core_auditchain SET seq = 4, mac = (SELECT mac FROM core_auditentry WHERE seq = 4)")
    commit(2)
    assert audit.read_heads(KEY)[5] != AuditEntry.objects.get(seq=5).mac
    assert found() == [("recomputed", 5), ("recomputed", 6)]


@pytest.mark.parametrize("start", [1, 3, 6])
def test_a_recomputed_chain_is_found(chain: AuditChain, sql: Any, start: int) -> None:
    """With the key everything fits inside the database; only the heads outside tell."""
    sql("UPDATE core_auditentry SET reason = 'Lain' WHERE seq = %s", [start])
    recompute(chain, start)
    assert found() == [("recomputed", seq) for seq in range(start, 7)]


def test_a_removed_chain_is_found(chain: AuditChain, sql: Any, commit: Callable[..., None]) -> None:
    commit(1, chain="activity:KC-02")
    sql("DELETE FROM core_auditentry WHERE chain_id = %s", [chain.pk])
    sql("DELETE FROM core_auditchain WHERE id = %s", [chain.pk])
    assert found() == [("gone", 0)]
    assert {v.chain: v.ok for v in audit.verify_all()} == {KEY: False, "activity:KC-02": True}


def test_a_renamed_chain_is_found_under_both_names(chain: AuditChain, sql: Any) -> None:
    sql("UPDATE core_auditchain SET key = 'activity:KC-99'")
    assert found() == [("gone", 0)]
    assert found("activity:KC-99") == [("changed", seq) for seq in range(1, 7)]


def test_an_entry_moved_to_another_chain_is_found(chain: AuditChain, sql: Any, commit: Callable[..., None]) -> None:
    commit(5, chain="activity:KC-02")
    other = AuditChain.objects.get(key="activity:KC-02")
    sql("UPDATE core_auditentry SET chain_id = %s WHERE chain_id = %s AND seq = 6", [other.pk, chain.pk])
    assert found() == [("cut", 6), ("head", 6)]
    assert ("changed", 6) in found(other.key)


def test_a_forged_entry_is_found(chain: AuditChain, sql: Any) -> None:
    """Put in by somebody without the key."""
    last = AuditEntry.objects.get(seq=6)
    last.pk, last.seq, last.prev_mac, last.mac = None, 7, last.mac, "f" * 64
    last.save(force_insert=True)
    AuditChain.objects.update(seq=7, mac="f" * 64)
    assert found() == [("changed", 7)]


def test_a_moved_head_row_is_found(chain: AuditChain, sql: Any) -> None:
    sql("UPDATE core_auditchain SET seq = 9")
    assert found() == [("head", 9)]


def test_another_key_fits_nothing(chain: AuditChain, settings: Any) -> None:
    settings.AUDIT_KEY = "another-key-of-some-length"
    assert {code for code, _seq in found()} == {"changed"}


# Heads outside --------------------------------------------------------------------------------------------------------


def test_an_entry_that_no_head_names_yet_is_no_fault(chain: AuditChain, commit: Callable[..., None]) -> None:
    """A process that dies right after its commit leaves it so; the head is written later."""
    audit.append(KEY, action="test.changed", by=None, subject=SUBJECT, subject_label="x")
    result = audit.verify(KEY)
    assert (result.ok, result.entries, result.witnessed) == (True, 7, 6)
    assert audit.witness_missing() == 1
    assert audit.verify(KEY).witnessed == 7
    assert audit.witness_missing() == 0


def test_a_head_missing_in_the_middle_is_written_too(chain: AuditChain) -> None:
    path = audit.head_path(KEY)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("3 ")))
    assert audit.verify(KEY).witnessed == 5
    assert audit.witness_missing() == 1
    assert audit.verify(KEY).witnessed == 6


def test_a_torn_line_is_left_out_and_written_again(chain: AuditChain) -> None:
    path = audit.head_path(KEY)
    path.write_bytes(path.read_bytes()[:-20] + b"\xff\xfe\n")
    assert audit.verify(KEY).ok
    path.write_text("\n".join(path.read_text(errors="replace").splitlines()[:-1]) + "\n6 12")
    assert (audit.verify(KEY).ok, audit.verify(KEY).witnessed) == (True, 5)


def test_no_head_is_written_for_an_entry_whose_seal_does_not_fit(chain: AuditChain, sql: Any) -> None:
    audit.append(KEY, action="test.changed", by=None, subject=SUBJECT, subject_label="x")
    sql("UPDATE core_auditentry SET reason = 'Lain' WHERE seq = 7")
    assert audit.witness_missing() == 0
    assert 7 not in audit.read_heads(KEY)


def test_head_files_have_lawful_names_and_know_their_chain(
    db: None, commit: Callable[..., None], settings: Any
) -> None:
    strange = "organisation:../../é/ü"
    commit(1, chain=strange)
    assert {path.parent for path in Path(settings.AUDIT_HEADS_DIR).iterdir()} == {Path(settings.AUDIT_HEADS_DIR)}
    assert audit.known_chains_outside() == {strange}
    assert audit.verify(strange).ok


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well(chain: AuditChain, commit: Callable[..., None], capsys: Any) -> None:
    commit(2, chain="activity:KC-02")
    call_command("verify_audit")
    assert capsys.readouterr().out.splitlines() == [
        "ok      activity:KC-01: 6 entries, 6 witnessed outside",
        "ok      activity:KC-02: 2 entries, 2 witnessed outside",
        "2 chains verified, no fault",
    ]


def test_the_command_names_every_fault_and_exits_with_1(
    chain: AuditChain, commit: Callable[..., None], sql: Any, capsys: Any
) -> None:
    commit(2, chain="activity:KC-02")
    sql("UPDATE core_auditentry SET reason = 'Lain' WHERE seq = 3")
    immutability.install(connection)
    with pytest.raises(CommandError, match="1 of 2 chains are faulty") as error:
        call_command("verify_audit")
    assert error.value.returncode == 1
    out = capsys.readouterr().out
    assert "FAULTY  activity:KC-01: 6 entries, 6 witnessed outside\n        changed at 3\n" in out
    call_command("verify_audit", "activity:KC-02")


def test_the_command_tells_of_missing_triggers(chain: AuditChain, sql: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="triggers are missing"):
        call_command("verify_audit")
    assert "core_decision_maker" in capsys.readouterr().out


# What is written ------------------------------------------------------------------------------------------------------


def test_every_kind_of_value_is_sealed_as_it_comes_back(db: None, make_user: Any) -> None:
    values: dict[str, Any] = {
        "text": 'Ångström 🐟 \u2028 “kutip” \\ " \t',
        "number": 12345678901234567890,
        "money": Decimal("1250000.00"),
        "ratio": 0.1 + 0.2,
        "day": date(2026, 5, 9),
        "moment": datetime(2026, 5, 9, 7, 12, tzinfo=UTC),
        "yes": True,
        "nothing": None,
        "list": [1, ["a", None]],
        "map": {"b": 1, "a": {2: "x"}},
        "kind": AuditKind.CHANGE,
        "lazy": gettext_lazy("Change"),
        "person": make_user(),
    }
    changes = {name: (None, value) for name, value in values.items()}
    entry = audit.append(
        KEY, action="test", by=None, subject=SUBJECT, subject_label="x" * 400, changes=changes, context=values
    )
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert stored.changes["money"] == [None, "1250000.00"]
    assert stored.changes["kind"] == [None, "change"]
    assert len(stored.subject_label) == 300
    assert audit.verify(KEY).ok


def test_personal_values_are_not_copied() -> None:
    before, after = {"nip": "1", "name": "A", "same": 1}, {"nip": "2", "name": "B", "same": 1}
    assert audit.differences(before, after, personal=["nip"]) == {"nip": ["•••", "•••"], "name": ["A", "B"]}
    assert audit.differences(before, before, personal=["nip"]) == {}


def test_personal_values_of_people_are_nowhere_in_the_trail(db: None, make_user: Any) -> None:
    from gsbpm_portal.accounts import services

    services.create_user("wati", full_name="Wati", email="wati@contoh.go.id", nip="199001012020122001", by=None)
    for entry in AuditEntry.objects.all():
        assert entry.changes["nip"] == [audit.CHANGED, audit.CHANGED]
        written = f"{entry.changes} {entry.context} {entry.reason}"
        assert "19900101" not in written
        assert "wati@contoh.go.id" not in written


def test_the_actor_and_the_moment_are_those_of_the_move(db: None, make_user: Any) -> None:
    moment = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)
    user = make_user("sari")
    with clock.at(moment):
        entry = audit.append(KEY, action="test", by=user, subject=user)
    assert (entry.at, entry.actor, entry.actor_name, entry.subject_kind) == (moment, user, "Sari", "accounts.user")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_neither_entry_nor_head() -> None:
    class Stop(Exception):
        pass

    audit.append(KEY, action="test", by=None, subject=SUBJECT, subject_label="x")
    with pytest.raises(Stop), transaction.atomic():
        audit.append(KEY, action="test", by=None, subject=SUBJECT, subject_label="x")
        raise Stop
    audit.append(KEY, action="test", by=None, subject=SUBJECT, subject_label="x")
    result = audit.verify(KEY)
    assert (result.ok, result.entries, result.witnessed) == (True, 2, 2)
    assert sorted(audit.read_heads(KEY)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_unwritable_folder_does_not_undo_the_business(settings: Any, tmp_path: Path, caplog: Any) -> None:
    blocked = tmp_path / "heads"
    blocked.write_text("not a folder")
    settings.AUDIT_HEADS_DIR = blocked
    audit.append(KEY, action="test", by=None, subject=SUBJECT, subject_label="x")
    assert AuditEntry.objects.count() == 1
    assert "write_head" in caplog.text or "on_commit" in caplog.text
    settings.AUDIT_HEADS_DIR = tmp_path / "good"
    assert audit.witness_missing() == 1
