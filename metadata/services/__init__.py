"""The only writers of the registry."""

from metadata.services.items import create_item, discard_draft, save_draft, start_version
from metadata.services.queries import add_remark, answer, close_remark, reopen_remark
from metadata.services.registration import approve, endorse, lock, move, retire, supersede_due

__all__ = [
    "add_remark",
    "answer",
    "approve",
    "close_remark",
    "create_item",
    "discard_draft",
    "endorse",
    "lock",
    "move",
    "reopen_remark",
    "retire",
    "save_draft",
    "start_version",
    "supersede_due",
]
