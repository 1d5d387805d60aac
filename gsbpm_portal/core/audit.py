"""The audit trail: append-only entries in one keyed hash chain per owner, with the heads also written outside the database.

A chain alone shows neither a cut tail nor a recomputed chain; the key (outside the database) and the heads (outside it too) do.
Each head file holds one line per entry: sequence number, seal, time. `verify` compares every line with the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from gsbpm_portal.core import clock
from gsbpm_portal.core.models.audit import AuditChain, AuditEntry, AuditKind
from gsbpm_portal.core.subjects import Ref, ref

logger = logging.getLogger(__name__)

CHANGED = "•••"
"""Stands in place of both values of a personal field: only that it changed is recorded."""


def hold(chain: str) -> AuditChain:
    """Lock a chain until the caller's transaction ends, and give its head; a chain that is missing is begun.

    A service that locks rows of the owner and writes an entry holds the chain first: where all come through the same door in
    the same order, nobody waits in a circle, and what a gate has read stays true until the move is written.
    """
    head = AuditChain.objects.select_for_update().filter(key=chain).first()
    if head is None:
        AuditChain.objects.get_or_create(key=chain)
        head = AuditChain.objects.select_for_update().get(key=chain)
    return head


@transaction.atomic
def append(
    chain: str,
    *,
    action: str,
    by: AbstractBaseUser | None,
    subject: models.Model | Ref,
    subject_label: str = "",
    changes: Mapping[str, tuple[Any, Any] | list[Any]] | None = None,
    reason: str = "",
    kind: str = AuditKind.CHANGE,
    scope: str = "",
    context: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry to `chain` (for example "activity:KC-01"), in the caller's transaction.

    `changes` maps a field name to (old, new); `scope` groups entries inside a chain (a cycle's public id). The chain's head row
    is locked until the transaction ends; the new head is written outside the database once the transaction is committed.
    """
    head = hold(chain)
    subject_kind, subject_id = ref(subject)
    entry = AuditEntry(
        chain=head,
        seq=head.seq + 1,
        at=clock.now(),
        kind=str(kind),
        action=action,
        actor_id=by.pk if by is not None else None,
        actor_name=str(by) if by is not None else "",
        scope=scope,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_label=(subject_label or str(subject))[:300],
        changes={name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()},
        reason=reason,
        context=_plain(dict(context or {})),
        prev_mac=head.mac,
    )
    entry.mac = seal(head.key, entry)
    entry.save(force_insert=True)
    AuditChain.objects.filter(pk=head.pk).update(seq=entry.seq, mac=entry.mac)
    key, seq, mac, at = head.key, entry.seq, entry.mac, entry.at
    transaction.on_commit(lambda: write_head(key, seq, mac, at), robust=True)
    return entry


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], *, personal: Iterable[str] = ()
) -> dict[str, list[Any]]:
    """Fields whose values differ, as {name: [old, new]}; values of personal fields are not copied."""
    hidden = set(personal)
    return {
        name: [CHANGED, CHANGED] if name in hidden else [_plain(before.get(name)), _plain(after.get(name))]
        for name in after
        if before.get(name) != after.get(name)
    }


def seal(chain_key: str, entry: AuditEntry) -> str:
    """HMAC-SHA-256 over the chain's key, the predecessor's seal and every recorded field, in canonical JSON."""
    body = json.dumps(
        [
            chain_key,
            entry.seq,
            entry.prev_mac,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.kind,
            entry.action,
            entry.actor_id,
            entry.actor_name,
            entry.scope,
            entry.subject_kind,
            entry.subject_id,
            entry.subject_label,
            entry.changes,
            entry.reason,
            entry.context,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hmac.new(settings.AUDIT_KEY.encode(), body.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON keeps it in both databases: texts, whole numbers, booleans, lists and maps; all else as text."""
    if value is None or isinstance(value, (bool, int, str)) and not isinstance(value, models.Choices):
        return value
    if isinstance(value, models.Choices):
        return str(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    return str(value)


# Heads outside the database -------------------------------------------------------------------------------------------


def head_path(chain_key: str) -> Path:
    """The head file of a chain; its name is a digest, so that any key makes a lawful file name."""
    return Path(settings.AUDIT_HEADS_DIR) / (hashlib.sha256(chain_key.encode()).hexdigest()[:32] + ".log")


def write_head(chain_key: str, seq: int, mac: str, at: datetime) -> None:
    """Append one line to the chain's head file, flushed to the disk."""
    path = head_path(chain_key)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with path.open("a", encoding="utf-8") as file:
        if new:
            file.write(f"# {chain_key}\n")
        file.write(f"{seq} {mac} {at.astimezone(UTC).isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def read_heads(chain_key: str) -> dict[int, str]:
    """The seals that were written outside, by sequence number; lines that cannot be read are left out.

    The first line of a number counts: one that was written later, over a cut tail, never takes its place.
    """
    return _read_heads(chain_key)[0]


def _read_heads(chain_key: str) -> tuple[dict[int, str], set[int]]:
    """The heads outside, and the numbers that have two different ones."""
    heads: dict[int, str] = {}
    twice: set[int] = set()
    path = head_path(chain_key)
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            parts = line.split(" ")
            if len(parts) == 3 and parts[0].isascii() and parts[0].isdigit():
                seq = int(parts[0])
                if heads.setdefault(seq, parts[1]) != parts[1]:
                    twice.add(seq)
    return heads, twice


def known_chains_outside() -> set[str]:
    """The keys of all chains that have a head file, so that a chain removed as a whole is noticed."""
    folder = Path(settings.AUDIT_HEADS_DIR)
    keys = set()
    for path in folder.glob("*.log") if folder.is_dir() else ():
        with path.open(encoding="utf-8") as file:
            first = file.readline()
        if first.startswith("# "):
            keys.add(first[2:].rstrip("\n"))
    return keys


def witness_missing() -> int:
    """Write the heads that a process killed right after its commit left unwritten; only of entries whose seal fits."""
    written = 0
    for head in AuditChain.objects.order_by("pk").iterator():
        outside = read_heads(head.key)
        if len(outside) >= head.seq:
            continue
        missing = sorted(set(range(1, head.seq + 1)) - set(outside))
        for entry in (
            AuditEntry.objects.filter(chain=head, seq__gte=missing[0]).order_by("seq").iterator(chunk_size=1000)
        ):
            if entry.seq not in outside and hmac.compare_digest(entry.mac, seal(head.key, entry)):
                write_head(head.key, entry.seq, entry.mac, entry.at)
                written += 1
    return written


# Verification ---------------------------------------------------------------------------------------------------------


@dataclass
class Finding:
    """One fault of a chain: what is wrong, and at which sequence number."""

    code: str
    seq: int
    detail: str = ""


@dataclass
class Verification:
    """The result for one chain: how many entries stand, how many of them are also witnessed outside, and the faults."""

    chain: str
    entries: int = 0
    witnessed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings


def verify(chain_key: str) -> Verification:
    """Check one chain against itself, its head row and the heads outside.

    Finds: changed (seal does not fit the content), gap (a missing or moved number), broken (predecessor's seal differs),
    cut (entries that heads outside name are gone), recomputed (a head outside differs from the entry), head (the head row
    disagrees), gone (no such chain, but heads). An entry that no head names yet is no fault: `witness_missing` will name it.
    """
    result = Verification(chain_key)
    outside, twice = _read_heads(chain_key)  # before the entries: what is appended meanwhile is in no head yet
    head = AuditChain.objects.filter(key=chain_key).first()
    if head is None:
        if outside:
            result.findings.append(Finding("gone", 0, f"{len(outside)} heads outside, no chain"))
        return result
    result.findings += [Finding("recomputed", seq, "two different heads outside") for seq in sorted(twice)]
    expected, previous, last = 1, "", -1
    while True:
        before = result.entries
        for entry in AuditEntry.objects.filter(chain=head, seq__gt=last).order_by("seq").iterator(chunk_size=1000):
            result.entries += 1
            if entry.seq != expected:
                result.findings.append(Finding("gap", expected, f"found {entry.seq}"))
            if entry.prev_mac != previous:
                result.findings.append(Finding("broken", entry.seq))
            if not hmac.compare_digest(entry.mac, seal(chain_key, entry)):
                result.findings.append(Finding("changed", entry.seq))
            witness = outside.pop(entry.seq, None)
            if witness is not None:
                result.witnessed += 1
                if witness != entry.mac and entry.seq not in twice:
                    result.findings.append(Finding("recomputed", entry.seq))
            expected, previous, last = entry.seq + 1, entry.mac, entry.seq
        head = AuditChain.objects.filter(key=chain_key).first() or head
        if head.seq <= last or result.entries == before:  # else entries were committed while this one read: read on
            break
    if outside:
        result.findings.append(Finding("cut", min(outside), f"{len(outside)} entries that were witnessed are gone"))
    if (head.seq, head.mac) != (expected - 1, previous):
        result.findings.append(Finding("head", head.seq))
    return result


def verify_all() -> list[Verification]:
    """Every chain that stands in the database or outside it, in the order of their keys."""
    keys = set(AuditChain.objects.values_list("key", flat=True)) | known_chains_outside()
    return [verify(key) for key in sorted(keys)]
