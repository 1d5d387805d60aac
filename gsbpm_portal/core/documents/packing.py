"""A document and the files that go with it in one ZIP file. For job runners only."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Sequence

from gsbpm_portal.core import files
from gsbpm_portal.core.models.files import StoredFile

TYPE = "application/zip"
UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def packed(content: bytes, name: str, attached: Sequence[StoredFile], folder: str) -> bytes:
    """The document under its name, and each file in the folder: 01 notulen.pdf, 02 daftar hadir.xlsx."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
        for number, stored in enumerate(attached, 1):
            member = f"{folder}/{number:02} {UNSAFE.sub('_', stored.name)}"
            with files.open_checked(stored) as source, package.open(member, "w") as target:
                shutil.copyfileobj(source, target)
    return result.getvalue()
