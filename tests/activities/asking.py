"""What is asked of pages in these tests, and how their words are read."""

import re
import uuid
from html import unescape


def post(client, url, data=None, **more):
    return client.post(url, {"token": str(uuid.uuid4())} | (data or {}), **more)


def shown(response):
    """The words of a page, without its tags."""
    text = re.sub(r"<(script|template).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def identity(**changes):
    return {
        "title": "Survei Ikan",
        "organisation": "perikanan",
        "kind": "survey",
        "sector": "1",
        "statistic_type": "sektoral",
        "repetition": "berulang",
        "frequency": "7",
        "coverage": "2",
        "coverage_note": "Kota Contoh",
        "description": "",
    } | changes


def dates(**changes):
    return {
        "name": "",
        "year": "2027",
        "period_start": "2027-01-01",
        "period_end": "2027-12-31",
        "planned_start": "2027-01-05",
        "planned_end": "2028-02-29",
    } | changes
