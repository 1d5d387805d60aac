"""Plain text and CSV: readable characters only, in UTF-8 or Windows-1252."""

from __future__ import annotations

import re
from typing import IO

from django.utils.translation import gettext as _

from gsbpm_portal.core.file_checks.kinds import ALLOWED
from gsbpm_portal.core.jobs import JobRefused

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_MARKUP = re.compile(r"\s*(?:<[a-zA-Z!?/]|\{\\rtf|%!PS)")


def check(file: IO[bytes]) -> None:
    """Raise JobRefused unless the content is plain text."""
    raw = file.read()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise JobRefused(_("The text is in UTF-16. Save it as “CSV UTF-8” or as text in UTF-8 and upload it again."))
    if b"\x00" in raw:
        raise JobRefused(_("The content is none of the allowed kinds. Allowed: %(allowed)s.") % {"allowed": ALLOWED})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            raise JobRefused(
                _("The text has characters that cannot be read. Save it in UTF-8 and upload it again.")
            ) from None
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise JobRefused(
            _("Line %(line)s has a control character: this is not plain text. Save it anew as text or CSV in UTF-8.")
            % {"line": line}
        )
    if _MARKUP.match(text):
        raise JobRefused(
            _("The content is a web page, a formatted document or a program, not plain text. Save it as PDF or DOCX.")
        )
