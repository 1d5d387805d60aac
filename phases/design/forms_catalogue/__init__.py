"""The official forms as data: every block, line and option of FS3, FP-KPA, ROMANTIK and MS-Keg, and where answers come from.

`form("fs3")` reads and checks a file of this folder; `codes` are those that an office set in place of unconfirmed ones.
"""

from phases.design.forms_catalogue.lined import CatalogueError
from phases.design.forms_catalogue.loading import FOLDER, FORMS, form, parse, read_codes
from phases.design.forms_catalogue.parts import Block, Column, Form, Line, Option, When

__all__ = [
    "FOLDER",
    "FORMS",
    "Block",
    "CatalogueError",
    "Column",
    "Form",
    "Line",
    "Option",
    "When",
    "form",
    "parse",
    "read_codes",
]
