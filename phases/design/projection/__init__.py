"""One design record, shown as the official forms ask for it: FS3, FP-KPA, ROMANTIK, MS-Keg. Pure: facts in, filled form out.

filled = project(form("fs3"), facts, "id")
filled.share({"", "1.1"}).part, filled.missing, changes(filled, filed), freeze(filled)
"""

from phases.design.projection.frozen import Change, canonical, changes, checksum, freeze
from phases.design.projection.lines import Block, Given, Line, Projection, Share, Ticked
from phases.design.projection.projecting import project
from phases.design.projection.romantik import romantik_json

__all__ = [
    "Block",
    "Change",
    "Given",
    "Line",
    "Projection",
    "Share",
    "Ticked",
    "canonical",
    "changes",
    "checksum",
    "freeze",
    "project",
    "romantik_json",
]
