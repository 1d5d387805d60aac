"""A new activity in three short steps and a check. What is typed stays in the session until the activity is created."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from activities import rules, services
from activities.enums import SeatRole
from activities.forms import CycleForm, FirstTeamForm, IdentityForm
from activities.models import Activity
from activities.periods import add_months, edition_of, suggest_code
from activities.services import SeatWish
from gsbpm_portal.core import clock, tokens
from gsbpm_portal.core.forms import HouseForm
from gsbpm_portal.core.views import once

DRAFT = "activities.new"
AGAIN = "periksa"
"""In the address of a step: show what is stored with its mistakes."""


@dataclass(frozen=True)
class Step:
    """One page of the form: its url name, its title, how its form is made from what was answered before."""

    key: str
    url_name: str
    title: Any
    template: str
    build: Callable[[HttpRequest, dict[str, Any], QueryDict | None], HouseForm]


def _identity_form(request: HttpRequest, answers: dict[str, Any], data: QueryDict | None) -> HouseForm:
    return IdentityForm(data, user=request.user)


def _cycle_form(request: HttpRequest, answers: dict[str, Any], data: QueryDict | None) -> HouseForm:
    return CycleForm(data, initial=_first_cycle(answers["identity"]))


def _team_form(request: HttpRequest, answers: dict[str, Any], data: QueryDict | None) -> HouseForm:
    form = FirstTeamForm(data, user=request.user, organisation=answers["identity"]["organisation"])
    form.initial = form.suggestion
    return form


STEPS = (
    Step("identity", "activities:new", gettext_lazy("The activity"), "activities/new/identity.html", _identity_form),
    Step("cycle", "activities:new-cycle", gettext_lazy("The first cycle"), "activities/new/cycle.html", _cycle_form),
    Step("team", "activities:new-team", gettext_lazy("The team"), "activities/new/team.html", _team_form),
)
CHECK = "activities:new-check"


def _first_cycle(identity: dict[str, Any]) -> dict[str, Any]:
    """A first proposal: the period that begins next, worked on from the start of this month for a year."""
    today = clock.today()
    ahead = add_months(today.replace(day=1), 2)
    edition = edition_of(ahead, identity["frequency"])
    start = today.replace(day=1)
    end = max(add_months(start, 12), edition.end)
    return {
        "code": _free_code(suggest_code(identity["title"])),
        "edition": edition.code,
        "name": edition.name,
        "year": edition.year,
        "period_start": edition.start,
        "period_end": edition.end,
        "planned_start": start,
        "planned_end": end,
    }


def _free_code(code: str) -> str:
    """The code, with a number behind it when an activity has it already."""
    taken = set(Activity.objects.filter(code__startswith=code).values_list("code", flat=True)) if code else set()
    numbered = (f"{code[:36]}-{number}" for number in range(2, 1000))
    return code if code not in taken else next((c for c in numbered if c not in taken), "")


# The draft ------------------------------------------------------------------------------------------------------------


def _stored(request: HttpRequest, key: str) -> QueryDict | None:
    kept = request.session.get(DRAFT, {}).get(key)
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    data[tokens.FIELD] = tokens.new()
    return data


def _store(request: HttpRequest, key: str, form: HouseForm) -> None:
    kept = {name: request.POST.getlist(name) for name in form.fields if name != tokens.FIELD}
    request.session[DRAFT] = {**request.session.get(DRAFT, {}), key: kept}


def _answers(request: HttpRequest, until: str = "") -> tuple[dict[str, Any], dict[str, HouseForm], Step | None]:
    """The valid answers of the stored steps before `until`, their forms, and the first step that lacks a valid one."""
    answers: dict[str, Any] = {}
    forms: dict[str, HouseForm] = {}
    for step in STEPS:
        if step.key == until:
            break
        data = _stored(request, step.key)
        form = step.build(request, answers, data) if data is not None else None
        if form is None or not form.is_valid():
            return answers, forms, step
        answers[step.key], forms[step.key] = form.cleaned_data, form
    return answers, forms, None


def _to(step: Step, request: HttpRequest) -> HttpResponse:
    response = redirect(step.url_name)
    if _stored(request, step.key) is not None:
        response["Location"] += f"?{AGAIN}=1"
    return response


# Pages ----------------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, key: str) -> HttpResponse:
    if not rules.may_begin(request.user):
        raise PermissionDenied(_("Only staff and supervisors of an organisation create activities."))
    step = next(step for step in STEPS if step.key == key)
    answers, _forms, lacking = _answers(request, until=key)
    if lacking is not None:
        return _to(lacking, request)
    stored = _stored(request, key)
    if request.method == "POST":
        form = step.build(request, answers, request.POST)
        if form.is_valid():
            _store(request, key, form)
            following = STEPS[STEPS.index(step) + 1 :]
            unanswered = [s for s in following if _stored(request, s.key) is None]
            return redirect(unanswered[0].url_name if unanswered else CHECK)
    elif stored is not None and request.GET.get(AGAIN):
        form = step.build(request, answers, stored)
    else:
        form = step.build(request, answers, None)
        if stored is not None:
            form.initial = {name: _initial(form, name, stored) for name in form.fields if name != tokens.FIELD}
    context = {
        "form": form,
        "steps": STEPS,
        "step": step,
        "answers": answers,
        "has_draft": bool(request.session.get(DRAFT)),
        "nav_current": "engine:portfolio",
    }
    return render(request, step.template, context, status=422 if request.method == "POST" else 200)


def _initial(form: HouseForm, name: str, stored: QueryDict) -> Any:
    many = (
        hasattr(form.fields[name].widget, "allow_multiple_selected")
        and form.fields[name].widget.allow_multiple_selected
    )
    return stored.getlist(name) if many else stored.get(name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def identity(request: HttpRequest) -> HttpResponse:
    return _page(request, "identity")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def cycle(request: HttpRequest) -> HttpResponse:
    return _page(request, "cycle")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def team(request: HttpRequest) -> HttpResponse:
    return _page(request, "team")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page; the post creates activity, cycle and team in one go."""
    if not rules.may_begin(request.user):
        raise PermissionDenied(_("Only staff and supervisors of an organisation create activities."))
    answers, forms, lacking = _answers(request)
    if lacking is not None:
        return _to(lacking, request)
    problem: ValidationError | None = None
    if request.method == "POST":
        try:
            activity = _create(request, answers)
        except ValidationError as error:
            problem = error
        else:
            request.session.pop(DRAFT, None)
            cycle = activity.cycles.get()
            said = _("“%(title)s” is created with the code %(code)s, and its first cycle: %(cycle)s.")
            messages.success(request, said % {"title": activity.title, "code": activity.code, "cycle": cycle.label})
            return redirect(cycle)
    context = {
        "steps": STEPS,
        "forms": forms,
        "answers": answers,
        "shown": {
            name: _label(forms["identity"], name)
            for name in ("kind", "statistic_type", "repetition", "frequency", "coverage")
        },
        "warnings": _warnings(request, answers["team"]),
        "problems": problem.messages if problem else [],
        "has_errors": problem is not None,
        "nav_current": "engine:portfolio",
    }
    return render(request, "activities/new/check.html", context, status=422 if problem else 200)


def _label(form: HouseForm, name: str) -> Any:
    """The words of the option that was chosen."""
    return dict(form.fields[name].choices).get(form.cleaned_data[name], "")


def _create(request: HttpRequest, answers: dict[str, Any]) -> Activity:
    identity = {name: answers["identity"][name] for name in IdentityForm.base_fields}
    cycle = {name: value for name, value in answers["cycle"].items() if name not in (tokens.FIELD, "code")}
    team = [SeatWish(person, SeatRole.PENYELIA) for person in answers["team"]["supervisors"]]
    team += [SeatWish(person, SeatRole.STAF) for person in answers["team"]["staff"]]
    if answers["team"]["walidata"]:
        team.append(SeatWish(answers["team"]["walidata"], SeatRole.WALIDATA))
    return services.create_activity(by=request.user, code=answers["cycle"]["code"], cycle=cycle, team=team, **identity)


def _warnings(request: HttpRequest, team: dict[str, Any]) -> list[str]:
    """Where maker and checker would be one person, said before it hurts."""
    supervisors, staff = team["supervisors"], [request.user, *team["staff"]]
    if not supervisors:
        return [
            _("No supervisor is in reach, so nobody can approve. Ask your administrator before the first submission.")
        ]
    both = [person for person in supervisors if person in staff]
    if len(both) == len(supervisors) == 1 and len(staff) == 1:
        text = _(
            "%(name)s would be the only member of staff and the only supervisor: what one made oneself one cannot approve."
        )
    elif both and len(both) == len(supervisors):
        text = _("%(name)s would be supervisor and staff at once: whoever works on a sub-process cannot approve it.")
    else:
        return []
    return [text % {"name": ", ".join(str(person) for person in both)}]


@login_required
@require_POST
@once
def start_over(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    request.session.pop(DRAFT, None)
    return redirect("activities:new")
