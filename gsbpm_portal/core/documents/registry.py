"""Which documents there are: a code, a function that builds one, and who may have it. Made by a job, fetched from the job's page.

register_document("needs.kak", builder="phases.needs.documents:kak", may="phases.needs.rules:may_read_kak", title=_("KAK"))
job = request_document("needs.kak", "pdf", by=request.user, parameters={"cycle": str(cycle.public_id)})

def kak(parameters, user) -> Document:            # runs in the worker; finds through visible_to(user)
    cycle = Cycle.objects.visible_to(user).get(public_id=parameters["cycle"])
    return Document(…)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from gsbpm_portal.core.jobs.builtin import DOCUMENT
from gsbpm_portal.core.jobs.registry import load
from gsbpm_portal.core.jobs.services import enqueue
from gsbpm_portal.core.models.jobs import Job
from gsbpm_portal.core.named import Named
from gsbpm_portal.core.subjects import Ref

FORMATS = ("pdf", "docx", "xlsx")
PACKAGE = "zip"
"""The PDF together with the files that go with the document."""


@dataclass(frozen=True)
class DocumentSpec:
    code: str
    builder: str
    may: str
    title: Any
    formats: tuple[str, ...]
    attaches: str = ""
    brings: str = ""

    def allows(self, parameters: Mapping[str, Any], user: AbstractBaseUser | None) -> bool:
        """Whether the person may have this document now; nobody may who may not sign in any more."""
        return user is not None and user.is_active and bool(load(self.may)(parameters, user))


_documents: Named[DocumentSpec] = Named("document")


def register_document(
    code: str,
    builder: str,
    *,
    may: str,
    title: Any,
    formats: Sequence[str] = FORMATS,
    attaches: str = "",
    brings: str = "",
) -> DocumentSpec:
    """Make a document known, from AppConfig.ready().

    `builder` and `may` ("package.module:function") are called with (parameters, user). `builder` gives a model.Document, in the
    worker, and shows what `user` may see and nothing else. `may` says whether the person may have it: asked by whoever requests
    it, in the web process (so its module is light), and once more by the worker, since sight may have been lost meanwhile.
    `attaches` is called with the document when a PDF is made: it gives (document, files), the document with a sheet for each of
    the files at its end, behind which they are set in (appending.appended). `brings` gives all files that go with the document;
    with it there is a format more, the package of its PDF and these files.
    """
    if not formats or not set(formats) <= set(FORMATS):
        raise ValueError(f"{code}: formats are among {', '.join(FORMATS)}")
    offered = (*formats, PACKAGE) if brings else tuple(formats)
    return _documents.add(code, DocumentSpec(code, builder, may, title, offered, attaches, brings))


document_of = _documents.get
all_documents = _documents.all
forget = _documents.forget


def request_document(
    code: str,
    fmt: str,
    *,
    by: AbstractBaseUser,
    parameters: Mapping[str, Any] | None = None,
    key: str = "",
    subject: models.Model | Ref | tuple[str, int] | None = None,
    label: str = "",
) -> Job:
    """Have a document made for `by`; the answer is its job, whose page waits for it and hands it out.

    Refused: a format that the document does not have (ValidationError), a person who may not have it (PermissionDenied). With a
    `key` a job that made the same one answers: put into it all that the document depends on, the person too.
    """
    spec = document_of(code)
    chosen = dict(parameters or {})
    if fmt not in spec.formats:
        raise ValidationError(
            _("This document cannot be made as %(format)s.") % {"format": fmt.upper()[:20]}, code="unknown_format"
        )
    if not spec.allows(chosen, by):
        raise PermissionDenied
    return enqueue(
        DOCUMENT,
        by=by,
        parameters={"document": code, "format": fmt, "parameters": chosen},
        key=key,
        subject=subject,
        label=label or f"{spec.title} ({fmt.upper()})",
    )
