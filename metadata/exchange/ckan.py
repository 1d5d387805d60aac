"""Data sets under CKAN's field names, as its actions package_show and package_search give them."""

import re
import unicodedata
import uuid
from typing import Any

from .artefacts import CatalogueDataset, Publisher
from .dcat import mail_address, web_address

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:portal:ckan")


def package_name(code: str) -> str:
    """CKAN's name of a data set: small letters, digits, `-` and `_`, at least two."""
    name = code.lower()
    return name if len(name) > 1 else f"{name}_"


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def package_id(code: str) -> str:
    """CKAN's id of a data set: the same for all its versions."""
    return _id("package", code)


def organisation(publisher: Publisher) -> dict[str, Any]:
    """The office that owns a package, as CKAN's organization."""
    return {
        "id": _id("organization", publisher.code),
        "name": publisher.code.lower(),
        "title": publisher.name.best(),
        "type": "organization",
        "state": "active",
        "is_organization": True,
    }


def group(dataset: CatalogueDataset) -> dict[str, Any]:
    """The theme of a data set as a group; its name is the theme's name in small letters, without signs."""
    title = dataset.theme.best()
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return {
        "id": _id("group", dataset.theme_code),
        "name": re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or f"tema-{dataset.theme_code.lower()}",
        "title": title,
        "display_name": title,
    }


def package(dataset: CatalogueDataset) -> dict[str, Any]:
    """A package. Titles and notes are Indonesian; the English ones stand in title_translated, notes_translated."""
    owner = organisation(dataset.publisher)
    resources = [
        {
            "id": _id("resource", dataset.code, str(number)),
            "package_id": package_id(dataset.code),
            "name": one.title,
            "url": one.url,
            "format": one.format.upper(),
            "position": number,
            "state": "active",
        }
        for number, one in enumerate(dataset.distributions)
        if web_address(one.url)
    ]
    tags = [
        {"name": words, "display_name": words, "state": "active"} for word in dataset.keywords for _lang, words in word
    ]
    return {
        "id": package_id(dataset.code),
        "name": package_name(dataset.code),
        "title": dataset.title.best(),
        "title_translated": dict(dataset.title),
        "notes": dataset.description.best(),
        "notes_translated": dict(dataset.description),
        "url": dataset.url,
        "version": dataset.version,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": dataset.access == "PUBLIC",
        "owner_org": owner["id"],
        "organization": owner,
        "author": dataset.publisher.name.best(),
        "maintainer": dataset.publisher.name.best(),
        "maintainer_email": mail_address(dataset.contact or dataset.publisher.mail),
        "license_id": dataset.licence,
        "license_title": dataset.licence,
        "metadata_created": dataset.issued.isoformat() if dataset.issued else None,
        "metadata_modified": dataset.modified.isoformat() if dataset.modified else None,
        "groups": [group(dataset)] if dataset.theme else [],
        "tags": tags,
        "num_tags": len(tags),
        "resources": resources,
        "num_resources": len(resources),
        "extras": _extras(dataset),
    }


def _extras(dataset: CatalogueDataset) -> list[dict[str, str]]:
    values = {
        "identifier": dataset.code,
        "access_rights": dataset.access,
        "rights": dataset.rights,
        "frequency": dataset.frequency_name.best() or dataset.frequency,
        "frequency_code": dataset.frequency,
        "spatial": dataset.spatial,
        "temporal_start": dataset.period_start.isoformat() if dataset.period_start else "",
        "temporal_end": dataset.period_end.isoformat() if dataset.period_end else "",
        "contact": dataset.contact,
    }
    return [{"key": key, "value": value} for key, value in values.items() if value]
