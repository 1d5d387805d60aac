"""Pictures: decoded in full, within limits."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageFile

from gsbpm_portal.core.jobs import JobRefused

MAX_PIXELS = 60_000_000


def check(file: IO[bytes], format_name: str) -> None:
    """Raise JobRefused unless the content decodes as one picture of this format and of a sane size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _whole_pictures_only():
                image = Image.open(file, formats=[format_name])
                width, height = image.size
                if width * height <= MAX_PIXELS:
                    image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, EOFError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise _too_many_pixels() from None
        raise JobRefused(_("The picture is damaged. Export it again or take it anew.")) from None
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """Pillow's switch is one for the process, and WeasyPrint turns it to let cut pictures pass."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels() -> JobRefused:
    return JobRefused(
        _("The picture has more than %(limit)s million pixels. Make it smaller and upload it again.")
        % {"limit": MAX_PIXELS // 1_000_000}
    )
