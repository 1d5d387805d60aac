"""Formats in which the registry is read by other software: SDMX, DDI, DCAT, CKAN. Pure: no ORM, no request, no settings."""
