"""Variables of the registry as stored rows, for tests that use them."""

from metadata.enums import Kind, State
from metadata.models import Item, Version


def make_variable(code, organisation, *, number="1.0.0", state=State.ENDORSED, public=True, **values):
    """A version of a variable; an endorsed one is in force, and what was before it is superseded."""
    item, _made = Item.objects.get_or_create(kind=Kind.VARIABLE, code=code, defaults={"organisation": organisation})
    major, minor, patch = (int(part) for part in number.split("."))
    content = {"reference_period": "Saat pencacahan", "data_type": "integer", "question": f"Berapa {code.lower()}?"}
    current = state == State.ENDORSED
    if current:
        item.versions.filter(is_current=True).update(is_current=False, state=State.SUPERSEDED)
    return Version.objects.create(
        item=item, major=major, minor=minor, patch=patch, state=state, is_current=current, public=public,
        **{"name_id": code.replace("_", " ").capitalize(), "definition_id": "Batasan.", "content": content} | values,
    )  # fmt: skip


def used(*rows):
    """What a form of the section sends: texts, or (text, {"source": …})."""
    empty = dict.fromkeys(("reference_period", "source", "question", "note"), "")
    pairs = [row if isinstance(row, tuple) else (row, {}) for row in rows]
    return {"variables": [{"version": text, **empty, **more} for text, more in pairs]}
