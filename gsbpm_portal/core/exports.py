"""Exports: a name, a function that gives the rows, and the formats. Made by a job, fetched from the job's page.

exports.register_export("engine.portfolio", rows="phases.engine.exports:portfolio_rows", title=_("Activities"))   # ready()
job = exports.request_export("engine.portfolio", "xlsx", by=request.user, parameters=filter.active_parameters)

def portfolio_rows(user, parameters) -> Table:          # runs in the worker; applies visible_to(user) itself
    rows = Cycle.objects.visible_to(user).filter(…)
    return Table([_("Code"), _("Name")], ((cycle.code, cycle.name) for cycle in rows.iterator()), total=rows.count())
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gsbpm_portal.core.jobs.builtin import EXPORT
from gsbpm_portal.core.jobs.services import enqueue
from gsbpm_portal.core.models.jobs import Job
from gsbpm_portal.core.named import Named

FORMATS = ("csv", "xlsx", "pdf")


@dataclass
class Table:
    """What a rows function gives. Cells keep their types: numbers, dates, texts. `about` says what was selected and when.

    `total` (the number of rows, if cheaply known) gives the job's progress bar an end; `title` replaces the registered one.
    """

    headings: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    total: int | None = None
    about: Sequence[tuple[Any, Any]] = ()
    title: str = ""


@dataclass(frozen=True)
class Export:
    name: str
    rows: str
    title: Any
    formats: tuple[str, ...]


_exports: Named[Export] = Named("export")


def register_export(name: str, rows: str, title: Any, formats: Sequence[str] = FORMATS) -> Export:
    """Make an export known, from AppConfig.ready().

    `rows` ("package.module:function") is called in the worker with (user, parameters) and gives a Table (or a pair of headings
    and rows); it shows what `user` may see and nothing else.
    """
    if not set(formats) <= set(FORMATS):
        raise ValueError(f"{name}: formats are among {', '.join(FORMATS)}")
    return _exports.add(name, Export(name, rows, title, tuple(formats)))


export_of = _exports.get
all_exports = _exports.all
forget = _exports.forget


def request_export(
    name: str, fmt: str, *, by: AbstractBaseUser, parameters: Mapping[str, Any] | None = None, key: str = ""
) -> Job:
    """Have an export made for `by`. The file holds what that person may see when the job runs.

    Refused (ValidationError): a format that the export does not have.
    """
    spec = export_of(name)
    if fmt not in spec.formats:
        raise ValidationError(
            _("This list cannot be exported as %(format)s.") % {"format": fmt.upper()[:20]}, code="unknown_format"
        )
    return enqueue(
        EXPORT,
        by=by,
        parameters={"export": name, "format": fmt, "parameters": dict(parameters or {})},
        key=key,
        label=f"{spec.title} ({fmt.upper()})",
    )
