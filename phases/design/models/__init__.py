"""Rows of phase 2."""

from phases.design.models.filing import (
    Exemption,
    Filing,
    FilingLetter,
    FilingNote,
    FilingVersion,
    RecommendationItem,
)

__all__ = ["Exemption", "Filing", "FilingLetter", "FilingNote", "FilingVersion", "RecommendationItem"]
