"""The containers of office files: opened within limits, so that no small file grows into a large one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from gsbpm_portal.core.jobs import JobRefused

MAX_ENTRIES = 10_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS_FROM = 5 * 1024 * 1024
CHUNK = 256 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The only two that office programs use."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What Python's reader raises over archives that were cut or tampered with."""


@dataclass
class Budget:
    """What one upload may unpack to, archives inside it included."""

    packed: int
    unpacked: int = 0
    entries: int = 0

    def spend(self, count: int) -> None:
        self.unpacked += count
        if self.unpacked > MAX_UNPACKED:
            raise too_big()
        if self.unpacked > RATIO_MATTERS_FROM and self.unpacked > MAX_RATIO * max(self.packed, 1):
            raise too_big()


def too_big() -> JobRefused:
    return JobRefused(
        _(
            "The file unpacks to far more than its size. Save only the needed sheets or pages in a new file and upload that."
        )
    )


def damaged() -> JobRefused:
    return JobRefused(_("The file is damaged. Open it, save it again under a new name, and upload that."))


class Archive:
    """A ZIP container whose entries are read once, counted while they unpack (what its headers claim is not believed)."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self.budget = budget
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN:
            raise damaged() from None
        infos = self._zip.infolist()
        budget.entries += len(infos)
        if budget.entries > MAX_ENTRIES:
            raise too_big()
        for info in infos:
            if info.flag_bits & 0x1:
                raise JobRefused(_("The file is protected with a password. Save it without and upload it again."))
            if info.compress_type not in METHODS:
                raise damaged()
            if info.filename.startswith(("/", "\\")) or ".." in info.filename.replace("\\", "/").split("/"):
                raise damaged()
        self.names = [info.filename for info in infos]
        if len(set(self.names)) != len(self.names):
            raise damaged()

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as entry:
                while chunk := entry.read(CHUNK):
                    self.budget.spend(len(chunk))
                    yield chunk
        except BROKEN:
            raise damaged() from None

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))
