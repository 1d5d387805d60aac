"""The one way the design record is written."""

from activities.design.services.declared import (
    add_rows,
    copy_declared,
    move_row,
    remove_row,
    save_fields,
    save_row,
)
from activities.design.services.sections import Conflict, copy_section, save_section, settled

__all__ = [
    "Conflict",
    "add_rows",
    "copy_declared",
    "copy_section",
    "move_row",
    "remove_row",
    "save_fields",
    "save_row",
    "save_section",
    "settled",
]
