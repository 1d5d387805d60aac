"""What was taken out of and put into a text, word by word. Pure; `markup.worddiff` shows it by sign, line and colour."""

from __future__ import annotations

import difflib
import re

Change = tuple[str, str]
"""("same" | "out" | "in", text)"""

LONGEST = 4000
"""Words; above this lines are compared in place of words."""


def word_changes(old: str, new: str) -> list[Change]:
    """What was taken out of and put into a text, word by word, in reading order."""
    pattern = r"\S+|\s+" if len(old) + len(new) < LONGEST * 6 else r"[^\n]*\n|[^\n]+"
    before, after = re.findall(pattern, old), re.findall(pattern, new)
    changes: list[Change] = []

    def put(kind: str, words: list[str]) -> None:
        text = "".join(words)
        if text:
            if changes and changes[-1][0] == kind:
                changes[-1] = (kind, changes[-1][1] + text)
            else:
                changes.append((kind, text))

    matcher = difflib.SequenceMatcher(lambda piece: piece.isspace(), before, after, autojunk=False)
    for action, a1, a2, b1, b2 in matcher.get_opcodes():
        if action == "equal":
            put("same", before[a1:a2])
        else:
            put("out", before[a1:a2])
            put("in", after[b1:b2])
    return changes
