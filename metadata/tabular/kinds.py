"""The columns of each kind of item, from its declared attributes; those of codes stand in codes.py, those of links here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from metadata.attributes import LONG, Attribute, KindSpec
from metadata.enums import Relation
from metadata.tabular.columns import Column, Type

CODE = "kode"
SOURCE, TARGET, RELATION, NOTE = "kode_asal", "kode_tujuan", "hubungan", "catatan"
TYPES = {
    "long": Type.LONG,
    "expression": Type.LONG,
    "choice": Type.CHOICE,
    "bool": Type.BOOL,
    "date": Type.DATE,
    "ref": Type.REFS,
    "refs": Type.REFS,
    "levels": Type.LINES,
    "links": Type.LINES,
}
PARTS: dict[str, tuple[Any, ...]] = {
    "levels": (_("Name"), _("Name in English")),
    "links": (_("Title"), _("Address"), _("Format")),
}


Choices = Sequence[tuple[str, Any]]


def item_columns(spec: KindSpec, themes: Choices = ()) -> list[Column]:
    """The code, then every attribute of the kind. Needed are code and name alone: what comes in is a draft.

    `themes`: (code, name) of each theme that may be chosen.
    """
    code = Column(
        CODE,
        "code",
        _("Code"),
        Type.CODE,
        required=True,
        max_length=60,
        help=_("Capital letters, digits and underscores, beginning with a letter: JUMLAH_PENDUDUK."),
    )
    return [code, *(attribute_column(one, themes) for one in spec.attributes)]


def attribute_column(attribute: Attribute, themes: Choices = ()) -> Column:
    type_ = Type.CHOICE if attribute.type == "theme" and themes else TYPES.get(attribute.type, Type.TEXT)
    choices = themes if attribute.type == "theme" else getattr(attribute.choices, "choices", ())
    return Column(
        attribute.column or attribute.name,
        attribute.name,
        attribute.label,
        type_,
        required=attribute.name == "name_id",
        choices=tuple(choices),
        help=attribute.help,
        max_length=LONG if type_ == Type.LONG else attribute.max_length,
        parts=PARTS.get(attribute.type, ()),
        notes=attribute.is_reference,
        single=attribute.type == "ref",
    )


def attributes_by_column(spec: KindSpec) -> dict[str, Attribute]:
    return {attribute.column or attribute.name: attribute for attribute in spec.attributes}


def link_columns() -> list[Column]:
    """The columns of a correspondence table."""
    return [
        Column(SOURCE, "source", _("Code in the source"), Type.CODE, required=True, max_length=60),
        Column(
            TARGET,
            "target",
            _("Code in the target"),
            Type.CODE,
            max_length=60,
            help=_("Empty where the code has no successor."),
        ),
        Column(
            RELATION,
            "relation",
            _("Relation"),
            Type.CHOICE,
            choices=tuple(Relation.choices),
            help=_("May stay empty: the same where there is a target, no successor where there is none."),
        ),
        Column(NOTE, "note", _("Note"), max_length=500),
    ]
