"""Finding what the pages of the KAK show: its layout, itself, its versions with what was decided on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Value
from django.db.models.functions import Length, StrIndex
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities.design.facts import Facts, facts_of
from activities.models import Cycle
from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import office
from gsbpm_portal.core.documents import freezing, model
from gsbpm_portal.core.documents.changes import Changed, changes
from gsbpm_portal.core.models import Decision
from phases.needs.budget import Budget, build
from phases.needs.kak_document import budget_heading
from phases.needs.kak_layouts import Layout, layouts
from phases.needs.kak_parts import OWN, Kak
from phases.needs.models import KakLayoutChoice, KakReading, KakVersion
from phases.needs.rab import entry_of

USUAL = "daerah"
SETTING = "kak_layout"
"""The office setting that names the layout where no organisation has chosen one."""
ENDS = ("withdraw", "return", "approve")
STATES = {
    "": ("wait", _("awaits a decision")),
    "withdraw": ("todo", _("withdrawn")),
    "return": ("back", _("returned")),
    "approve": ("done", _("approved")),
}


def layout_of(organisation: Organisation) -> Layout:
    """The layout that the organisation chose, or the nearest above it that did; else that of the office settings."""
    known = layouts()
    chosen = (
        KakLayoutChoice.objects.annotate(at=StrIndex(Value(organisation.path), "organisation__path"))
        .filter(at=1)
        .order_by(Length("organisation__path").desc())
        .values_list("layout", flat=True)
    )
    wanted = [*chosen, str(office.get(SETTING))]
    return known[next((code for code in wanted if code in known), USUAL)]


def kak_of(cycle: Cycle, *, facts: Facts | None = None) -> Kak:
    """The KAK of a cycle as it stands now, in its organisation's layout."""
    here = reverse("kak:kak", args=[cycle.activity.code, cycle.edition])
    return Kak(facts or facts_of(cycle), layout_of(cycle.activity.organisation), here)


# Versions -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A version with what became of it: the decision that ended its submission, or none yet."""

    version: KakVersion
    decision: Decision | None

    @property
    def verb(self) -> str:
        return self.decision.verb if self.decision else ""

    @property
    def look(self) -> str:
        return STATES[self.verb][0]

    @property
    def state(self) -> Any:
        return STATES[self.verb][1]

    @property
    def is_approved(self) -> bool:
        return self.verb == "approve"

    @property
    def is_open(self) -> bool:
        return self.decision is None


def versions_of(cycle: Cycle) -> list[Told]:
    """All versions of a cycle, the newest first, each with its decision. Two queries; the contents are not read."""
    rows = list(
        KakVersion.objects.filter(cycle=cycle)
        .defer("content")
        .select_related("submitted_by", "iteration")
        .order_by("-number")
    )
    told = _decisions(rows)
    for row in rows:
        row.cycle = cycle
    return [Told(row, told.get(row.pk)) for row in rows]


def _decisions(rows: Iterable[KakVersion]) -> dict[int, Decision]:
    """The decision on each version: the first after its submission that ended it."""
    by_iteration: dict[int, list[Decision]] = {}
    decisions = Decision.objects.filter(
        subject_kind="phases.iteration", subject_id__in={row.iteration_id for row in rows}, verb__in=ENDS
    )
    for decision in decisions.select_related("by", "on_behalf_of").order_by("pk"):
        by_iteration.setdefault(decision.subject_id, []).append(decision)
    found = {}
    for row in rows:
        later = [one for one in by_iteration.get(row.iteration_id, []) if one.pk > row.submission_id]
        if later:
            found[row.pk] = later[0]
    return found


def version_of(cycle: Cycle, number: int) -> KakVersion:
    """A version with its content. Raises KakVersion.DoesNotExist."""
    row = KakVersion.objects.select_related("submitted_by", "iteration").get(cycle=cycle, number=number)
    row.cycle = cycle
    return row


def document_of(version: KakVersion) -> model.Document:
    """What was frozen, as a document."""
    return freezing.from_json(version.content["document"])


def budget_of(version: KakVersion) -> Budget:
    """The budget that was frozen."""
    return build([entry_of(row["key"], row) for row in version.content["lines"]])


def months_of(version: KakVersion) -> list[tuple[str, Decimal]]:
    """(month, what is spent in it) of the budget that was frozen; none where it was not parted."""
    trees = [block for block in document_of(version).blocks if isinstance(block, model.Tree)]
    return [pair for tree in trees for pair in zip(tree.periods, tree.period_totals, strict=True)]


def differences(old: KakVersion, new: KakVersion) -> list[Changed]:
    """What the texts of two versions say differently, place by place; budgets are compared line by line."""
    return text_changes(document_of(old), document_of(new))


def text_changes(old: model.Document, new: model.Document) -> list[Changed]:
    """What two documents say differently outside of the budget that is attached to them."""
    attached = budget_heading()
    return [change for change in changes(old, new) if not change.place.startswith(attached)]


def approved_version(cycle: Cycle) -> Told | None:
    """The newest version that was approved."""
    return next((told for told in versions_of(cycle) if told.is_approved), None)


def last_read(cycle: Cycle, user: Any) -> int:
    """The number of the newest version that the person had before their eyes; 0 for none."""
    numbers = KakReading.objects.filter(version__cycle=cycle, user=user).order_by("-version__number")
    return numbers.values_list("version__number", flat=True).first() or 0


def to_read(cycle: Cycle, user: Any) -> list[tuple[Any, str]]:
    """What whoever decides on 1.6 reads: the newest version, what changed since the one that they read last, all of them."""
    args = [cycle.activity.code, cycle.edition]
    newest = KakVersion.objects.filter(cycle=cycle).order_by("-number").values_list("number", flat=True).first()
    if newest is None:
        return []
    read = last_read(cycle, user)
    old = read if 0 < read < newest else newest - 1
    links = [
        (
            gettext("Version %(n)s of the KAK as it was submitted") % {"n": newest},
            reverse("kak:version", args=[*args, newest]),
        )
    ]
    if old:
        words = (
            gettext("What changed since version %(n)s, which you read last")
            if old == read
            else gettext("What changed since version %(n)s")
        )
        links.append((words % {"n": old}, reverse("kak:versions-compare", args=[*args, old, newest])))
        links.append((gettext("All versions of the KAK"), reverse("kak:versions", args=args)))
    return links


def owner_page(cycle: Cycle) -> str:
    """The page of sub-process 1.6."""
    return reverse("engine:subprocess", args=[cycle.activity.code, cycle.edition, OWN])
