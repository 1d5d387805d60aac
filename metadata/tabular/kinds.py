"""The columns of each kind of item, from its declared attributes; those of codes stand in codes.py, those of links here."""

from __future__ import annotations

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


def item_columns(spec: KindSpec) -> list[Column]:
    """The code, then every attribute of the kind. Needed are code and name alone: what comes in is a draft."""
    code = Column(
        CODE,
        "code",
        _("Code"),
        Type.CODE,
        required=True,
        max_length=60,
        help=_("Capital letters, digits and underscores, beginning with a letter: JUMLAH_PENDUDUK."),
    )
    return [code, *map(attribute_column, spec.attributes)]


def attribute_column(attribute: Attribute) -> Column:
    type_ = TYPES.get(attribute.type, Type.TEXT)
    return Column(
        attribute.column or attribute.name,
        attribute.name,
        attribute.label,
        type_,
        required=attribute.name == "name_id",
        choices=tuple(attribute.choices.choices) if attribute.choices is not None else (),
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
