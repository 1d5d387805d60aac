"""Why a version may not be moved on yet. One definition feeds the checklist, the refusal and the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.transitions import Reason
from metadata import registry
from metadata.attributes import missing, spec_of
from metadata.enums import GIVEN_UP, RELEASED, Change, DomainKind, Kind, State
from metadata.machines import registration
from metadata.models import Version
from metadata.selectors.advice import faults_of, given_up
from metadata.selectors.values import values_of

FIXED = (Change.PATCH, Change.MINOR)


def is_complete(version: Version) -> Iterator[Reason]:
    """Every attribute that the kind requires is filled in."""
    values = values_of(version)
    for attribute in missing(spec_of(version.item.kind), values):
        yield Reason(
            "missing", _("%(label)s is not filled in yet.") % {"label": attribute.label}, f"#id_{attribute.name}"
        )
    if version.item.kind == Kind.CLASSIFICATION and not version.codes.exists():
        yield Reason("no_codes", _("The classification has no codes yet."), version.address("codes"))
    lists = values.get("classifications") or values.get("classification_note")
    if version.item.kind == Kind.STANDARD and values["domain_kind"] == DomainKind.ENUMERATED and not lists:
        words = _("Name the classification whose codes are the values, or tell it in words.")
        yield Reason("missing", words, "#id_classifications")
    if version.item.kind == Kind.CORRESPONDENCE and not version.links.exists():
        yield Reason("no_links", _("The table links no codes yet."), version.address("links"))


def names_what_is_submitted(version: Version) -> Iterator[Reason]:
    """What it refers to was submitted, too: nobody can review a part of a whole."""
    for reference in version.references.select_related("target__item"):
        if reference.target.state in GIVEN_UP:
            words = _("%(code)s, which this refers to, is “%(state)s”: choose another one, or take it up again.")
            told = {"code": reference.target.label, "state": reference.target.get_state_display()}
            yield Reason("reference", words % told, f"#id_{reference.attribute}")
        elif reference.target.state in (State.DRAFT, State.RETURNED):
            words = _("%(code)s, which this refers to, is “%(state)s”: submit it first.")
            told = {"code": reference.target.label, "state": reference.target.get_state_display()}
            yield Reason("reference", words % told, reference.target.get_absolute_url())


def names_what_is_endorsed(version: Version) -> Iterator[Reason]:
    """What it refers to was endorsed."""
    for reference in version.references.select_related("target__item"):
        if reference.target.state not in RELEASED:
            words = _("%(code)s, which this refers to, is “%(state)s”: endorse it first.")
            told = {"code": reference.target.label, "state": reference.target.get_state_display()}
            yield Reason("reference", words % told, reference.target.get_absolute_url())


def names_nothing_given_up(version: Version) -> Iterator[Reason]:
    """What was retired is not chosen anew; an editorial correction keeps what the corrected version named."""
    spec = spec_of(version.item.kind)
    for reference, standing in given_up(version):
        told = {"label": spec[reference.attribute].label, "code": reference.target.label, "new": ""}
        words = _("%(label)s names %(code)s, which is retired and has no successor: choose another one.")
        if standing.instead is not None:
            told["new"] = standing.instead.item.code
            words = _("%(label)s names %(code)s, which is retired: choose its successor %(new)s.")
        yield Reason("retired", words % told, f"#id_{reference.attribute}")


def is_named_by_the_rules(version: Version) -> Iterator[Reason]:
    """What the form for standard data forbids in so many words; all else is advice."""
    for fault in faults_of(version):
        if fault.must:
            yield Reason("naming", fault.text, f"#id_{fault.attribute}")


def has_open_remark(version: Version) -> Iterator[Reason]:
    """Who gets it back is told what to mend."""
    if not version.queries.filter(closed_at__isnull=True).exists():
        yield Reason("no_remark", _("Write at least one remark on what has to be mended; then return it."), "#catatan")


def queries_are_answered(version: Version) -> Iterator[Reason]:
    """Every open query of the walidata has an answer before the version is submitted again."""
    waiting = version.queries.filter(closed_at__isnull=True, answered_at__isnull=True, kind="query").count()
    if waiting:
        yield Reason("unanswered", _("%(count)s queries wait for an answer.") % {"count": waiting}, "#catatan")


def queries_are_closed(version: Version) -> Iterator[Reason]:
    """Nothing is passed on with open remarks."""
    waiting = version.queries.filter(closed_at__isnull=True).count()
    if waiting:
        yield Reason(
            "open",
            _("%(count)s remarks are still open: close them, or return the entry.") % {"count": waiting},
            "#catatan",
        )


def codes_fit_the_change(version: Version) -> Iterator[Reason]:
    """A correction leaves the codes as they are, an addition takes none away: what was coded by them stays right."""
    if version.item.kind != Kind.CLASSIFICATION or version.based_on is None or version.change not in FIXED:
        return
    here = version.codes.values_list("code", "parent__code")
    before = version.based_on.codes.values_list("code", "parent__code")
    old, new = set(before.iterator()), set(here.iterator())
    gone, added = old - new, new - old
    if gone or (added and version.change == Change.PATCH):
        some = ", ".join(sorted({code for code, _parent in (*gone, *added)})[:5])
        words = _(
            "Codes were added, moved or taken away (%(codes)s): that is no “%(change)s”. Begin another kind of version."
        )
        told = {"codes": some, "change": Change(version.change).label}
        yield Reason("codes", words % told, version.address("codes"))


def is_unused_as_draft(version: Version) -> Iterable[Reason]:
    """Whether a draft may be thrown away: no entry refers to it, no cycle uses it."""
    used = version.used_in.count() + len(registry.uses_of([version], None)[version.pk])
    return [Reason("used", _("It is in use at %(count)s places.") % {"count": used}, "#dipakai")] if used else []


def register() -> None:
    for gate in (
        is_complete, is_named_by_the_rules, codes_fit_the_change, names_what_is_submitted, names_nothing_given_up,
        queries_are_answered,
    ):  # fmt: skip
        registration.register_gate("submit", gate)
    registration.register_gate("return", has_open_remark)
    registration.register_gate("review", queries_are_closed)
    registration.register_gate("review", names_nothing_given_up)
    registration.register_gate("endorse", names_what_is_endorsed)
    registration.register_gate("endorse", names_nothing_given_up)
    registration.register_gate("endorse", queries_are_closed)
