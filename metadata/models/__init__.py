"""The tables of the registry."""

from metadata.models.codes import Code, CodeLink
from metadata.models.imports import ImportBatch
from metadata.models.items import Item, Reference, Version
from metadata.models.queries import Query, Reply

__all__ = ["Code", "CodeLink", "ImportBatch", "Item", "Query", "Reference", "Reply", "Version"]
