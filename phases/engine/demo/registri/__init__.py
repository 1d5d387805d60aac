"""The registry of the demo office: proposed by the offices, reviewed and endorsed by the walidata, through the services.

It stands before the activities begin, since their cycles use its variables; what happened to it meanwhile (a variable's new validity
period, proposals on their way) is dated as it would have been.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from phases.engine.demo.office import Office
from phases.engine.demo.registri import klasifikasi, konsep, standar, variabel
from phases.engine.demo.registri.registrar import Proposal, Registrar

BEGAN = 470
"""Days ago on which the offices began to register."""


def tell(office: Office) -> None:
    registrar = Registrar(office)
    basics(registrar)
    classifications(registrar)
    followed(registrar)
    variables(registrar)
    indicators_and_data(registrar)
    standards(registrar)


def basics(registrar: Registrar) -> None:
    """Concepts, unit types, populations."""
    registrar.endorse(
        [
            Proposal("concept", code, owner, registrar.words(name, english, definition, theme, reference=reference))
            for code, name, english, definition, theme, owner, reference in konsep.CONCEPTS
        ]
        + [
            Proposal("unit_type", code, owner, registrar.words(name, english, definition, theme))
            for code, name, english, definition, theme, owner in konsep.UNITS
        ],
        BEGAN,
    )
    registrar.endorse(
        [
            Proposal(
                "population", code, owner,
                registrar.words(name, english, definition, theme, bounds=bounds, unit_type=registrar.to("unit_type", unit)),
            )
            for code, name, english, definition, theme, owner, unit, bounds in konsep.POPULATIONS
        ],
        BEGAN - 14,
    )  # fmt: skip


def classifications(registrar: Registrar) -> None:
    """Four classifications, each followed by a second version, and the table from one to the other."""
    first = []
    for code, name, english, definition, theme, owner, levels, codes, *_next in klasifikasi.CLASSIFICATIONS:
        values = registrar.words(name, english, definition, theme, levels=levels, reference="Disusun bersama walidata.")
        first.append(Proposal("classification", code, owner, values, codes=codes))
    registrar.endorse(first, BEGAN - 14)
    for code, _name, _english, _definition, _theme, owner, _levels, _codes, change, note, codes in klasifikasi.CLASSIFICATIONS:  # fmt: skip
        registrar.follow("classification", code, owner, change, note, 40, codes=codes)
    versions = registrar.of("classification", "JENIS_IKAN")
    table = Proposal(
        "correspondence",
        "JENIS_IKAN_1_KE_2",
        "perikanan",
        registrar.words(
            "Jenis Ikan 1.0.0 ke 2.0.0", "Kinds of fish 1.0.0 to 2.0.0", "", "1",
            source=versions[0], target=versions[1], reference="Kesepakatan Bidang Tangkap dan walidata.",
        ),
        links=klasifikasi.IKAN_1_TO_2,
    )  # fmt: skip
    registrar.endorse([table], 34)


def variables(registrar: Registrar) -> None:
    """The variables; three are still on their way, and one got a new validity period."""
    made: dict[str, list[Proposal]] = {"endorsed": []}
    standards = {code: standard for standard, codes in variabel.FOLLOWS.items() for code in codes}
    for (code, name, english, definition, theme, owner, concept, unit, period, kind, domain, measure, satuan, rule, question) in variabel.VARIABLES:  # fmt: skip
        values = registrar.words(
            name, english, definition, theme, concept=registrar.to("concept", concept),
            unit_type=registrar.to("unit_type", unit), reference_period=period, data_type=kind, measure=measure, unit=satuan,
            validation_rule=rule, question=question, **registrar.domain(domain),
            standard=registrar.to("standard", standards[code]) if code in standards else [],
        )  # fmt: skip
        made.setdefault(variabel.LEFT.get(code, "endorsed"), []).append(Proposal("variable", code, owner, values))
    registrar.endorse(made.pop("endorsed"), BEGAN - 28)
    for state, proposals in made.items():
        registrar.bring(proposals, state, 12)
    registrar.follow(
        "variable", "ALAT_TANGKAP", "perikanan", "major", variabel.MEANING, 26,
        values={"classification": registrar.to("classification", "ALAT_TANGKAP")},
    )  # fmt: skip


def indicators_and_data(registrar: Registrar) -> None:
    proposals: list[Proposal] = []
    for (code, name, english, definition, theme, owner, concept, reading, method, formula, measure, unit, parts, level) in standar.INDICATORS:  # fmt: skip
        composite = parts[0].startswith("*")
        if composite:
            registrar.endorse(proposals, BEGAN - 42)
            proposals = []
        kind, attribute = ("indicator", "component_indicators") if composite else ("variable", "component_variables")
        components = [one for part in parts for one in registrar.to(kind, part.lstrip("*"))]
        values = registrar.words(
            name, english, definition, theme, concept=registrar.to("concept", concept), interpretation=reading, method=method,
            formula=formula, measure=measure, unit=unit, composite=composite, estimation_level=level, **{attribute: components},
        )  # fmt: skip
        proposals.append(Proposal("indicator", code, owner, values))
    registrar.endorse(proposals, BEGAN - 56)
    sets = []
    for code, name, english, definition, theme, owner, dimensions, measures, indicators, frequency, access in standar.DATASETS:  # fmt: skip
        named = {
            "dimensions": [one for part in dimensions for one in registrar.to("variable", part)],
            "measures": [one for part in measures for one in registrar.to("variable", part)],
            "indicators": [one for part in indicators for one in registrar.to("indicator", part)],
        }
        values = registrar.words(
            name, english, definition, theme, **named, frequency=frequency, spatial="Kota Contoh",
            period_start=registrar.january(2), period_end=registrar.december(1), contact=f"{owner}@contoh.example", **access,
        )  # fmt: skip
        sets.append(Proposal("dataset", code, owner, values))
    registrar.endorse(sets, 90)


def followed(registrar: Registrar) -> None:
    """The standards that variables follow, in force before these."""
    rows = [*standar.FOLLOWED, *(row for row in standar.STANDARDS if row[0] in variabel.FOLLOWS)]
    registrar.endorse([proposal for _state, proposal in _standards(registrar, rows)], BEGAN - 16)


def _standards(registrar: Registrar, rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, Proposal]]:
    """Each standard as it is proposed, with the status that it is brought to."""
    found = []
    for code, name, english, definition, theme, owner, concept, unit, measure, satuan, lists, state, issued in rows:
        values = registrar.words(
            name, english, definition, theme, proposal="new", concept=registrar.to("concept", concept), measure=measure,
            unit_type=registrar.to("unit_type", unit) if unit else [], unit=satuan, domain_kind="described",
            classifications=[one for part in lists for one in registrar.to("classification", part)],
            described_domain="Bilangan tidak negatif.", regulation="Peraturan BPS Nomor 10 Tahun 2023",
        )  # fmt: skip
        found.append((state, Proposal("standard", code, owner, values, issued=issued)))
    return found


def standards(registrar: Registrar) -> None:
    """Standard data in every status; one came back with a query that is answered, and another that is not."""
    by_state: dict[str, list[Proposal]] = {}
    rows = [row for row in [*standar.STANDARDS, *standar.GIVEN_UP] if row[0] not in variabel.FOLLOWS]
    for state, proposal in _standards(registrar, rows):
        by_state.setdefault(state, []).append(proposal)
    registrar.endorse([*by_state["retired"], *by_state["superseded"]], 150)
    for proposal in by_state.pop("superseded"):
        registrar.follow(
            "standard", proposal.code, proposal.owner, "major", "Beras medium dibatasi menurut mutu yang baru.", 45,
            values={"definition_id": "Rata-rata harga satu kilogram beras medium menurut kelas mutu yang berlaku, di pasar rakyat."},
            issued=proposal.issued,
        )  # fmt: skip
    for proposal in by_state.pop("retired"):
        registrar.retire("standard", proposal.code, "Kartu usaha tidak lagi diterbitkan; gunakan data nelayan dari survei.", 30)  # fmt: skip
    returned = by_state.pop("returned")
    registrar.send_back(returned, [standar.QUERY, standar.OPEN_QUERY], standar.ANSWER, 9)
    for state, proposals in by_state.items():
        registrar.bring(proposals, state, 20)
