"""The audit trail as sentences: who did what to which sub-process, why. One sentence for every action that services record."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.enums import SeatRole
from gsbpm_portal.core import wording
from gsbpm_portal.core.models import AuditEntry, AuditKind
from phases.engine.selectors.outline import gate_name

Words = dict[str, Any]

SENTENCES: dict[str, str | Promise] = {
    # sub-process and its iterations
    "iteration.start": gettext_lazy("%(who)s started %(what)s"),
    "iteration.submit": gettext_lazy("%(who)s submitted %(what)s for approval"),
    "iteration.withdraw": gettext_lazy("%(who)s withdrew the submission of %(what)s"),
    "iteration.approve": gettext_lazy("%(who)s approved %(what)s"),
    "iteration.return": gettext_lazy("%(who)s returned %(what)s to the staff"),
    "iteration.skip": gettext_lazy("%(who)s let %(what)s be skipped"),
    "iteration.remind": gettext_lazy("%(who)s reminded those who may decide on %(what)s"),
    "run.reopen": gettext_lazy("%(who)s reopened %(what)s as iteration %(iteration)s"),
    "run.flag": gettext_lazy("%(what)s was flagged to re-check, because %(cause)s was reopened by %(who)s"),
    "run.escalate": gettext_lazy("%(what)s was escalated: %(days)s late"),
    "run.plan": gettext_lazy("%(who)s changed the plan of %(what)s: %(plan)s"),
    "recheck.unchanged": gettext_lazy(
        "%(who)s decided that %(what)s stands unchanged after the reopening of %(cause)s"
    ),
    "recheck.redo": gettext_lazy("%(who)s decided to redo %(what)s after the reopening of %(cause)s"),
    # work inside an iteration
    "task.done": gettext_lazy("%(who)s finished task %(task)s"),
    "task.undone": gettext_lazy("%(who)s took back the tick of task %(task)s"),
    "task.note": gettext_lazy("%(who)s wrote the note of task %(task)s"),
    "task.granted": gettext_lazy("%(who)s gave the approval of task %(task)s"),
    "evidence.add": gettext_lazy("%(who)s added evidence to %(what)s: %(evidence)s (version %(version)s)"),
    "evidence.withdraw": gettext_lazy("%(who)s withdrew evidence from %(what)s: %(evidence)s (version %(version)s)"),
    "artefact.use": gettext_lazy("%(who)s used %(input)s from %(source)s as input of %(what)s"),
    # phases
    "phase.open": gettext_lazy("%(who)s opened phase %(phase)s"),
    "phase.open_by_start": gettext_lazy("Phase %(phase)s opened with the first sub-process that %(who)s started"),
    "phase.submit_closing": gettext_lazy("%(who)s asked to close phase %(phase)s"),
    "phase.withdraw_closing": gettext_lazy("%(who)s withdrew the closing of phase %(phase)s"),
    "phase.close": gettext_lazy("%(who)s closed phase %(phase)s"),
    "phase.return_closing": gettext_lazy("%(who)s did not close phase %(phase)s and returned it"),
    "phase.reopen": gettext_lazy("%(who)s reopened phase %(phase)s"),
    # requests
    "request.lewati": gettext_lazy("%(who)s asked to skip %(what)s"),
    "request.lampaui": gettext_lazy("%(who)s asked to override the gate “%(gate)s” for %(what)s"),
    "request.perpanjangan": gettext_lazy("%(who)s asked to extend the due date of %(what)s to %(due)s"),
    "request.buka_kembali": gettext_lazy("%(who)s asked to reopen %(what)s"),
    "request.confirm": gettext_lazy("%(who)s confirmed a request about %(what)s"),
    "request.decline": gettext_lazy("%(who)s declined a request about %(what)s"),
    "request.withdraw": gettext_lazy("%(who)s withdrew a request about %(what)s"),
    "gate.override": gettext_lazy(
        "The gate “%(gate)s” was overridden for %(what)s: asked by %(asked_by)s, confirmed by %(who)s"
    ),
    # activity, cycle, team, design record
    "activity.created": gettext_lazy("%(who)s created the activity"),
    "activity.changed": gettext_lazy("%(who)s changed the facts of the activity"),
    "cycle.created": gettext_lazy("%(who)s created the cycle"),
    "cycle.changed": gettext_lazy("%(who)s changed the facts of the cycle"),
    "team.added": gettext_lazy("%(who)s added %(person)s to the team: %(role)s, %(reach)s"),
    "team.removed": gettext_lazy("%(who)s took %(person)s out of the team: %(role)s, %(reach)s"),
    "delegation.created": gettext_lazy(
        "%(who)s recorded a delegation: %(delegate)s decides for %(delegator)s from %(starts)s to %(ends)s"
    ),
    "delegation.ended": gettext_lazy("%(who)s ended the delegation %(label)s"),
    "section.changed": gettext_lazy("%(who)s wrote the section “%(label)s” of the design record"),
    "section.row_added": gettext_lazy("%(who)s added “%(label)s” to the design record"),
    "section.row_removed": gettext_lazy("%(who)s removed “%(label)s” from the design record"),
    "section.row_moved": gettext_lazy("%(who)s moved “%(label)s” in the design record"),
    "section.copied": gettext_lazy("The section “%(label)s” was copied from the last cycle by %(who)s"),
    "section.reviewed": gettext_lazy("%(who)s looked through the copied section “%(label)s”"),
    "cycle.open": gettext_lazy("%(who)s opened the cycle with the workflow GSBPM %(template)s"),
    "cycle.dates": gettext_lazy("%(who)s took over the dates of the sub-processes from the cycle %(from_edition)s"),
    "cycle.template": gettext_lazy("%(who)s moved the cycle from GSBPM %(old)s to GSBPM %(new)s"),
    "catalogue.load": gettext_lazy("The catalogue GSBPM %(new)s was loaded"),
}

LOOKS = {
    "iteration.start": "work",
    "iteration.submit": "wait",
    "iteration.approve": "done",
    "iteration.return": "back",
    "iteration.skip": "todo",
    "run.reopen": "back",
    "run.flag": "back",
    "run.escalate": "late",
    "recheck.unchanged": "done",
    "recheck.redo": "work",
    "task.granted": "done",
    "phase.open": "work",
    "phase.open_by_start": "work",
    "phase.submit_closing": "wait",
    "phase.close": "done",
    "phase.return_closing": "back",
    "phase.reopen": "back",
    "request.confirm": "done",
    "request.decline": "back",
}

PLAN_FIELDS: dict[str, str | Promise] = {
    "assignee": gettext_lazy("person in charge"),
    "planned_start": gettext_lazy("start"),
    "due": gettext_lazy("due"),
}


def register_sentences(sentences: Mapping[str, str | Promise]) -> None:
    """Let a phase app add the sentences of its own actions; %(who)s, %(what)s and every text of the context may stand in them."""
    SENTENCES.update(sentences)


def look(entry: AuditEntry) -> str:
    """The modifier of the entry on a timeline: override, or a colour word; empty for quiet ones."""
    return "override" if entry.kind == AuditKind.OVERRIDE else LOOKS.get(entry.action, "")


def number_of(entry: AuditEntry) -> str:
    """The sub-process (3.6) or phase (3) that the entry is about; empty where it is about the cycle."""
    if number := entry.context.get("number"):
        return str(number)
    if found := re.match(r"(\d\.\d+)\b", entry.subject_label):
        return found[1]
    if task := entry.context.get("task"):
        return str(task).rsplit(".", 1)[0]
    if entry.subject_kind == "phases.phaserun" and (found := re.search(r"\d", entry.subject_label)):
        return found[0]
    return ""


def sentence(entry: AuditEntry, *, address: Callable[[str], str] | None = None) -> SafeString:
    """The entry as one sentence in the language in force, with its reason as a quotation. Safe HTML: <b>, <q>, <a>.

    `address` gives the page of a sub-process or phase number; the number is then a link (none where it gives nothing).
    """
    template = SENTENCES.get(entry.action)
    words = _words(entry, address)
    if entry.action == "run.applicability":
        template = (
            gettext_lazy("%(who)s took %(what)s back in")
            if entry.changes.get("applicability", ["", ""])[1] == "berlaku"
            else gettext_lazy("%(who)s marked %(what)s not applicable")
        )
    elif entry.action == "task.applicability":
        template = (
            gettext_lazy("%(who)s marked task %(task)s not applicable")
            if entry.changes.get("not_applicable_reason", ["", ""])[1]
            else gettext_lazy("%(who)s took task %(task)s back in")
        )
    elif entry.action == "run.reopen" and entry.context.get("due"):
        template = gettext_lazy("%(who)s reopened %(what)s as iteration %(iteration)s, due on %(due)s")
    if template is None:
        text = format_html("{} · {} · {}", words["who"], entry.action, entry.subject_label)
    else:
        text = format_html(_braces(str(template)), **words)
    if entry.context.get("on_behalf_of"):
        text = format_html("{} {}", text, _("(for %(name)s)") % {"name": entry.context["on_behalf_of"]})
    if gates := entry.context.get("overrides"):
        names = ", ".join(f"“{gate_name(code)}”" for code in gates)
        text = format_html("{} {}", text, _("past the gate %(gates)s") % {"gates": names})
    before, now = (entry.changes.get("note") or ["", ""])[:2]
    if entry.action == "task.note" and now and not before:
        return format_html("{}: <q>{}</q>", text, now)
    if entry.reason and entry.action != "task.applicability":
        return format_html("{}: <q>{}</q>", text, entry.reason)
    if entry.reason:
        return format_html("{}: {}", text, entry.reason)
    return text


def plain(entry: AuditEntry) -> str:
    """The same sentence without markup, for exports."""
    marked = re.sub(r"</?q>", lambda m: "“" if m[0] == "<q>" else "”", sentence(entry))
    return html.unescape(strip_tags(marked))


def _braces(template: str) -> str:
    return re.sub(r"%\((\w+)\)s", r"{\1}", template.replace("{", "{{").replace("}", "}}"))


def _words(entry: AuditEntry, address: Callable[[str], str] | None) -> Words:
    def shown(number: str) -> str:
        if not number:
            return entry.subject_label.split(" · ", 1)[0]
        words = number if "." in number else _("phase %(number)s") % {"number": number}
        url = address(number) if address else ""
        return format_html('<a href="{}">{}</a>', url, words) if url else words

    context, changes = entry.context, entry.changes
    number = number_of(entry)
    words: Words = {key: value for key, value in context.items() if isinstance(value, str | int)}
    cause = str(context.get("cause", ""))
    if not cause and "←" in entry.subject_label:
        cause = entry.subject_label.split("←", 1)[1].strip().split(" ", 1)[0]
    days = context.get("days", 0)
    words.update(
        who=format_html("<b>{}</b>", entry.actor_name or _("The system")),
        what=shown(number),
        phase=number,
        cause=shown(cause) if cause else "–",
        task=context.get("task", ""),
        evidence=_either(changes.get("evidence")),
        version=context.get("version", 1),
        input=_either(changes.get("input")),
        source=shown(str(context.get("from", ""))) if context.get("from") else "–",
        iteration=_either(changes.get("iteration")),
        gate=gate_name(context["gate"]) if context.get("gate") else "–",
        asked_by=context.get("asked_by", ""),
        due=_day(context.get("due")),
        days=ngettext("%(count)s day", "%(count)s days", days) % {"count": days},
        plan=_plan(changes),
        template=context.get("template", ""),
        label=entry.subject_label,
        person=_either(changes.get("person")),
        role=_role(_either(changes.get("role"))),
        reach=_reach(_either(changes.get("phase"))),
        delegate=_either(changes.get("delegate")),
        delegator=_either(changes.get("delegator")),
        starts=_day(_either(changes.get("starts"))),
        ends=_day(_either(changes.get("ends"))),
        old=(changes.get("template") or changes.get("version") or ["", ""])[0] or "–",
        new=(changes.get("template") or changes.get("version") or ["", ""])[1] or "–",
    )
    return words


def _either(change: list[Any] | None) -> Any:
    """The new value of a change, else the old one."""
    old, new = change or ("", "")
    return new if new is not None else old


def _role(value: Any) -> str:
    return str(SeatRole(value).label) if value in SeatRole.values else str(value)


def _reach(phase: Any) -> str:
    return _("phase %(number)s") % {"number": phase} if phase else _("all phases")


def _day(value: Any) -> str:
    try:
        return wording.moment(date.fromisoformat(str(value)), "date")
    except ValueError:
        return "–"


def _plan(changes: dict[str, list[Any]]) -> str:
    parts = []
    for field, label in PLAN_FIELDS.items():
        if field in changes:
            old, new = changes[field]
            if field == "assignee":
                old, new = old or _("nobody"), new or _("nobody")
            else:
                old, new = _day(old), _day(new)
            parts.append(f"{label} {old} → {new}")
    return "; ".join(parts)
