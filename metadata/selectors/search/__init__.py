"""Finding entries of the registry: by words with facets, while typing, and near-duplicates of a proposal."""

from metadata.selectors.search.facets import Choice, Facet, Found, Wish, search
from metadata.selectors.search.likeness import ALIKE, Near, near, near_many, similar, told_apart
from metadata.selectors.search.suggesting import Suggested, suggest

__all__ = [
    "ALIKE",
    "Choice",
    "Facet",
    "Found",
    "Near",
    "Suggested",
    "Wish",
    "near",
    "near_many",
    "search",
    "similar",
    "suggest",
    "told_apart",
]
