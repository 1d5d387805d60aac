"""Bytes in, bytes out: what is stored, measured while it streams, and deleted when no row names it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from gsbpm_portal.core import clock
from gsbpm_portal.core.models.files import FilePurpose, FileState, StoredFile

NAME_LENGTH = 120
ORPHAN_AGE = timedelta(days=1)


class TooLarge(Exception):
    """The stream holds more bytes than it may."""


class MeasuredFile(File):
    """Hands chunks on to the storage and keeps their checksum and length; stops a stream that grows past `limit`."""

    def __init__(self, file: Any, *, limit: int | None = None) -> None:
        super().__init__(file, name="upload")
        self._source = file
        self._limit = limit
        self._digest = hashlib.sha256()
        self.length = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.length, self._digest = 0, hashlib.sha256()
        for chunk in self._source.chunks(chunk_size):
            self.length += len(chunk)
            if self._limit is not None and self.length > self._limit:
                raise TooLarge
            self._digest.update(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def clean_name(raw: str) -> str:
    """A file name for people: no folders, no control or invisible characters, at most 120 characters with its extension kept."""
    name = unicodedata.normalize("NFC", str(raw or "")).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*;]', "_", name)).strip(" .")
    if not name:
        return "file"
    path = PurePosixPath(name)
    suffix = path.suffix if len(path.suffix) <= 10 else ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    return stem[: NAME_LENGTH - len(suffix)].rstrip() + suffix


def store(
    content: Any,
    *,
    name: str,
    purpose: str,
    by: AbstractBaseUser | None,
    limit: int | None = None,
    state: str = FileState.CHECKING,
    content_type: str = "",
) -> StoredFile:
    """Stream `content` (a Django File) into storage under a random name. Gives the row, not saved yet.

    Raises TooLarge past `limit` bytes; nothing is left in storage then.
    """
    row = StoredFile(
        name=clean_name(name),
        purpose=purpose,
        state=state,
        content_type=content_type,
        uploaded_by_id=by.pk if by is not None else None,
        created_at=clock.now(),
    )
    measured = MeasuredFile(content, limit=limit)
    random_name = default_storage.generate_filename(row._meta.get_field("file").generate_filename(row, "upload"))
    try:
        row.file = default_storage.save(random_name, measured)
    except TooLarge:
        default_storage.delete(random_name)
        raise
    row.size, row.sha256 = measured.length, measured.sha256
    return row


def store_result(
    content: bytes | str | Path, *, name: str, content_type: str, by: AbstractBaseUser | None
) -> StoredFile:
    """Store what the portal itself produced; it needs no check. Gives the row, not saved yet."""

    def keep(file: Any) -> StoredFile:
        return store(
            file,
            name=name,
            purpose=FilePurpose.JOB_RESULT,
            by=by,
            state=FileState.AVAILABLE,
            content_type=content_type,
        )

    if isinstance(content, bytes):
        return keep(ContentFile(content))
    with Path(content).open("rb") as handle:
        return keep(File(handle))


def discard(row: StoredFile) -> None:
    """Delete the content of a row that was never saved, or is deleted."""
    default_storage.delete(str(row.file.name))


def delete_results(ids: Iterable[int]) -> int:
    """Delete the result files with these row ids, and their content."""
    rows = list(StoredFile.objects.filter(pk__in=list(ids), purpose=FilePurpose.JOB_RESULT))
    for row in rows:
        row.delete()
        discard(row)
    return len(rows)


def purge_orphans() -> int:
    """Delete contents that no row names, a day after they were written: what a killed process left. Gives how many."""
    limit = timezone.now() - ORPHAN_AGE
    gone = 0
    try:
        folders, _files = default_storage.listdir("")
    except FileNotFoundError:
        return 0
    for folder in folders:
        if not re.fullmatch(r"[0-9a-f]{2}", folder):
            continue
        _folders, names = default_storage.listdir(folder)
        paths = {f"{folder}/{name}" for name in names}
        known = set(StoredFile.objects.filter(file__in=paths).values_list("file", flat=True))
        for path in paths - known:
            if default_storage.get_modified_time(path) < limit:
                default_storage.delete(path)
                gone += 1
    return gone
