"""Builders of documents of the tests, found by dotted path as in the portal ("tests.core.document_builders:kak")."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gsbpm_portal.core.documents.model import Document, Paragraphs
from tests.core.documents.samples import terms_of_reference

PATH = "tests.core.document_builders:"
seen: list[Any] = []
"""What `kak` was called with."""


def kak(parameters: Mapping[str, Any], user: Any) -> Document:
    seen.append((dict(parameters), user))
    made = replace(
        terms_of_reference(),
        title=parameters.get("title", "KAK"),
        subtitle="Survei Contoh",
        language=parameters.get("language", "id"),
    )
    return replace(made, blocks=(Paragraphs("Hanya kata."),)) if parameters.get("prose") else made


def may_read(parameters: Mapping[str, Any], user: Any) -> bool:
    return str(user.username) != "tamu"
