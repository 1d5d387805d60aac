"""The rows of phase 1 beside the design record."""

from phases.needs.models.kak import KakLayoutChoice, KakReading, KakVersion

__all__ = ["KakLayoutChoice", "KakReading", "KakVersion"]
