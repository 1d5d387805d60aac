"""Plays what the demo office typed into phase 2, over rows of the registry made in a moment."""

from datetime import date

from activities.design import declared
from activities.design.services import add_rows, save_fields
from metadata.enums import Kind, State
from phases.engine.demo.rancangan_desain import content
from phases.engine.demo.registri.variabel import USES, VARIABLES
from tests.phases.design.making import add, choose, make_entry, make_listed, refer

TYPES = {
    code: kind
    for code, _name, _english, _definition, _theme, _owner, _concept, _unit, _period, kind, *_rest in VARIABLES
}
LISTS = {code: domain.lstrip("@#") for code, *_rest in VARIABLES if (domain := _rest[9])[:1] in ("@", "#")}
OUTPUT = {
    "kind": "tabel",
    "population": "Unit",
    "measure": "Jumlah",
    "dimensions": "Waktu",
    "levels": 4,
    "frequency": "7",
}


def play(world, code):
    """The registry's part and the outputs of 1.3, then every section of phase 2."""
    labels = [label.partition("@")[0] for label, _said in USES[code]]
    made = choose(world, *labels, **{label: {"data_type": TYPES[label]} for label in labels})
    lists = {}
    for label in labels:
        if label in LISTS:
            name = LISTS[label]
            lists[name] = lists.get(name) or make_listed(world, name, [("1", "Satu"), ("2", "Dua")])
            refer(made[label], "classification", lists[name])
        refer(made[label], "standard", make_entry(world, Kind.STANDARD, f"SD_{label}", state=State.ENDORSED))
    for title in ("Satu", "Dua", "Tiga", "Empat"):
        add(world, "outputs", title=title, **OUTPUT)
    for section, parts in content(date(2026, 1, 5))[code].items():
        assert set(parts) <= {"fields", "tables"}
        if parts.get("fields"):
            save_fields(world.cycle, section, by=world["staf"], values=parts["fields"])
        for table, rows in parts.get("tables", {}).items():
            assert declared.spec_of_table(table).code == section
            add_rows(world.cycle, table, rows, by=world["staf"])
