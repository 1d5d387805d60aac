"""Files that people hand in: received under a random name, checked in the worker, opened only after that.

stored = files.receive(form.cleaned_data["file"], by=user, purpose="evidence")
files.on_checked("evidence", "phases.engine.services:evidence_checked")     # in AppConfig.ready(): told (stored), in the same
                                                                            # transaction in which the state changes
"""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from gsbpm_portal.core import office
from gsbpm_portal.core.jobs import registry, services
from gsbpm_portal.core.jobs.builtin import CHECK_FILE
from gsbpm_portal.core.models.files import FileState, StoredFile
from gsbpm_portal.core.models.jobs import Job, JobState
from gsbpm_portal.core.storage import TooLarge, discard, store
from gsbpm_portal.core.subjects import ref

logger = logging.getLogger(__name__)
_listeners: dict[str, list[str]] = {}


class NotAvailable(Exception):
    """The file was not checked yet, or was refused: nobody may open it."""


def on_checked(purpose: str, function: str) -> None:
    """Have `function` ("package.module:function", given the StoredFile) told when a file of this purpose was checked.

    It runs in the worker, in the transaction in which the file becomes available or refused.
    """
    known = _listeners.setdefault(purpose, [])
    if function not in known:
        known.append(function)


def size_limit() -> int:
    """The most bytes that one file may have: the office's own limit, else EVIDENCE_MAX_BYTES."""
    megabytes = office.changed("evidence_max_mb")
    return settings.EVIDENCE_MAX_BYTES if megabytes is None else megabytes * 1024 * 1024


def receive(upload: File[bytes], *, by: AbstractBaseUser | None, purpose: str) -> StoredFile:
    """Take an uploaded file in and have it checked. Nobody can open it until the worker found it harmless.

    Refused (ValidationError): an empty file, one above EVIDENCE_MAX_BYTES. Whether the content is allowed is told later, in
    `stored.state` and `stored.refusal`.
    """
    limit = size_limit()
    if upload.size == 0:
        raise ValidationError(_("The file is empty. Choose a file with content."), code="empty")
    too_large = ValidationError(
        _("The file is larger than %(limit)s. Make it smaller or split it.") % {"limit": filesizeformat(limit)},
        code="too_large",
    )
    if upload.size is not None and upload.size > limit:
        raise too_large
    try:
        stored = store(upload, name=upload.name or "", purpose=purpose, by=by, limit=limit)
    except TooLarge:
        raise too_large from None
    if stored.size == 0:
        discard(stored)
        raise ValidationError(_("The file is empty. Choose a file with content."), code="empty")
    with transaction.atomic():
        stored.save(force_insert=True)
        services.enqueue(
            CHECK_FILE,
            by=by,
            parameters={"file": str(stored.public_id)},
            inputs=[stored],
            subject=stored,
            key=str(stored.public_id),
            label=stored.name,
        )
    return stored


def open_checked(stored: StoredFile) -> File[bytes]:
    """The content, opened for reading. Raises NotAvailable unless the file was checked and found harmless."""
    if not stored.is_available:
        raise NotAvailable(f"{stored.public_id} is {stored.state}")
    return stored.file.storage.open(str(stored.file.name), "rb")


def attachment_response(stored: StoredFile) -> FileResponse:
    """An answer that saves the file on the reader's machine: never shown inside the portal, its type never guessed.

    For views, after they decided that the person may have the file. Raises NotAvailable as open_checked does, and Http404
    where the content is gone from the store, which is logged.
    """
    try:
        content = open_checked(stored)
    except FileNotFoundError:
        logger.error("The content of file %s is gone from the store", stored.public_id)
        raise Http404("the content is gone") from None
    response = FileResponse(content, content_type=stored.content_type or "application/octet-stream")
    plain = stored.name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").strip(" .") or "file"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def record_check(job: Job) -> None:
    """Write what a check found, in the transaction that ends its job, and tell whoever waits for files of this purpose."""
    stored = StoredFile.objects.select_for_update().filter(public_id=job.parameters["file"]).first()
    if stored is None:
        return
    if job.state == JobState.SUCCEEDED:
        stored.state, stored.refusal = FileState.AVAILABLE, ""
        stored.content_type = job.result["content_type"]
    elif job.state == JobState.REFUSED:
        stored.state, stored.refusal = FileState.REFUSED, job.error
    else:
        stored.state = FileState.REFUSED
        stored.refusal = _("The file could not be checked. Upload it again; if that fails too, tell the administrator.")
    stored.checked_at = timezone.now()
    stored.save(update_fields=["state", "refusal", "content_type", "checked_at"])
    for function in _listeners.get(stored.purpose, []):
        registry.load(function)(stored)


def listeners() -> dict[str, list[str]]:
    """Purpose → functions, for the system check."""
    return {purpose: list(functions) for purpose, functions in _listeners.items()}


def check_job(stored: StoredFile) -> Job | None:
    """The job that checks the file, for a page that shows how far it is."""
    return Job.objects.about(*ref(stored)).filter(kind=CHECK_FILE).first()
