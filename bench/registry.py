"""The registry at 100,000 entries and 92,000 regions: searching, suggesting, browsing codes."""

from __future__ import annotations

import statistics
import time
from datetime import date
from itertools import product
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.data import City, without_triggers
from bench.measure import Browser, Report
from metadata.enums import Kind, State
from metadata.models import Item, Version
from metadata.services.loading import load_registry
from metadata.words import searchable

PART = 5000
SEARCH, SUGGEST = "/registri/", "/registri/saran/"
REGIONS = "/registri/klasifikasi/WILAYAH/1.0.0/kode/"
SUGGESTION_QUERIES = 6
AGAIN = 0.25
"""A load of the shipped lists that changes nothing, beside the first."""
LIMITS = {"search": 8, "suggestion": 4, "codes": 4}
"""p95 beside the p95 of a page that looks up one entry by its key."""

MEASURES = (
    "Jumlah", "Persentase", "Rata-rata", "Nilai", "Volume", "Luas", "Tingkat", "Indeks", "Laju", "Rasio", "Kepadatan",
    "Proporsi",
)  # fmt: skip
SUBJECTS = (
    "penduduk", "rumah tangga", "pekerja", "penganggur", "siswa", "guru", "sekolah", "puskesmas", "bidan", "balita",
    "ibu hamil", "kelahiran", "kematian", "perkawinan", "perceraian", "migran", "penduduk miskin", "pengeluaran",
    "pendapatan", "upah", "produksi padi", "panen jagung", "produksi ikan", "tangkapan laut", "ternak sapi",
    "hutan lindung", "sampah", "air bersih", "jalan kabupaten", "kendaraan", "kecelakaan", "wisatawan", "kamar hotel",
    "ekspor", "impor", "investasi", "kredit", "tabungan", "industri kecil", "perusahaan", "koperasi", "pasar", "listrik",
    "pelanggan telepon", "akses internet", "tindak pidana", "bencana banjir", "kebakaran", "pemilih", "pegawai",
)  # fmt: skip
QUALIFIERS = (
    "", "perempuan", "laki-laki", "usia produktif", "lanjut usia", "di perkotaan", "di perdesaan", "menurut pendidikan",
    "menurut lapangan usaha", "menurut umur", "bulanan", "tahunan", "sektor formal", "sektor informal", "berijazah",
    "tanpa ijazah", "milik sendiri", "sewaan",
)  # fmt: skip
PLACES = (
    "pesisir", "pegunungan", "perbatasan", "kepulauan", "hulu sungai", "hilir sungai", "pusat kota", "pinggir kota",
    "kawasan industri", "lahan gambut",
)  # fmt: skip
KINDS = (Kind.VARIABLE, Kind.VARIABLE, Kind.CONCEPT, Kind.INDICATOR, Kind.DATASET, Kind.STANDARD, Kind.POPULATION)
STATES = (State.ENDORSED,) * 7 + (State.DRAFT, State.SUBMITTED, State.RETURNED)

SEARCHES = (
    "", "?hal=2", "?jenis=variabel", "?status=endorsed&publik=ya", "?tema=3&jenis=konsep", "?q=BUTIR_4711", "?q=penduduk",
    "?q=jumlah", "?q=jumlah+penduduk", "?q=rata-rata+upah+perempuan", "?q=panen+jagung+gambut", "?q=kemiskinan", "?q=tangkap",
    "?q=tangkapan+laut+kepulauan&jenis=indikator", "?q=persentase+balita&hal=3", "?q=wisatwan", "?q=penganguran", "?q=kecelakan",
    "?q=indeks&organisasi=dinas-02", "?q=perceraian+lanjut+usia+pesisir", "?q=tidak+ada+sama+sekali", "?q=produksi+p",
)  # fmt: skip
SUGGESTIONS = tuple(
    f"?jenis=variable,concept&untuk=id_x&q={text}"
    for text in ("", "j", "ju", "jumlah", "jumlah+pend", "perik", "BUTIR_47", "laju+kematian", "zzz")
)
CODES = ("", "?induk=33", "?induk=33.74.01", "?q=33.74", "?q=sukamaju", "?q=banjar+sari", "33.74.01.1001/")


def names() -> Any:
    """100,000 different names and more, the frequent words first in none of them."""
    for number, parts in enumerate(product(PLACES, QUALIFIERS, SUBJECTS, MEASURES)):
        place, qualifier, subject, measure = parts
        yield number, " ".join(f"{measure} {subject} {qualifier} {place}".split())


def fill(city: City, wanted: int) -> None:
    """So many entries, written in bulk: of every kind, status, theme and owner."""
    now, today = timezone.now(), date(2026, 1, 1)
    batch: list[tuple[int, str]] = []
    count = 0
    while count < wanted:
        for number, name in names():
            batch.append((count, name if count == number else f"{name} ke-{count // 107_999 + 1}"))
            count += 1
            if len(batch) == PART or count == wanted:
                _write(city, batch, now, today)
                batch = []
            if count == wanted:
                break
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _write(city: City, batch: list[tuple[int, str]], now: Any, today: date) -> None:
    items = Item.objects.bulk_create(
        Item(
            kind=KINDS[n % len(KINDS)], code=f"BUTIR_{n}", created_by=city.staff,
            organisation=city.offices[n % len(city.offices)] if n % 9 else None,
        )
        for n, _name in batch
    )  # fmt: skip
    versions = []
    for item, (n, name) in zip(items, batch, strict=True):
        state = STATES[n % len(STATES)]
        definition = (
            f"{name} yang dicatat oleh dinas dalam satu tahun takwim, dihitung menurut tempat tinggal resmi responden."
        )
        released = state == State.ENDORSED
        versions.append(
            Version(
                item=item, state=state, is_current=released, name_id=name, definition_id=definition, public=n % 11 > 0,
                theme=str(n % 23) if n % 23 else "", words=searchable(item.code.replace("_", " "), name, definition),
                locked_at=now if released else None, endorsed_on=today if released else None, valid_from=today,
                created_by=city.staff, updated_by=city.staff, authority="BPS" if released else "",
            )
        )  # fmt: skip
    Version.objects.bulk_create(versions)


def p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[-1]


def asked(browser: Browser, addresses: list[str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each address, in interleaved rounds."""
    for address in addresses:
        browser.get(address)
    found: dict[str, list[float]] = {address: [] for address in addresses}
    for _round in range(rounds):
        for address in addresses:
            begun = time.perf_counter()
            browser.get(address)
            found[address].append((time.perf_counter() - begun) * 1000)
    return found


def run(report: Report, city: City, items: int, rounds: int) -> None:
    print(f"The registry with {items} entries and the regions")
    begun = time.monotonic()
    loaded = load_registry()
    first = time.monotonic() - begun
    print(f"  (shipped lists and regions loaded in {first:.1f} s: {loaded})")
    begun = time.monotonic()
    load_registry()
    second = time.monotonic() - begun
    report.add(
        "shipped lists: a load that changes nothing to the first",
        second / first,
        AGAIN,
        unit="×",
        note=f"{second:.1f} s",
    )
    begun = time.monotonic()
    with without_triggers():
        fill(city, items)
    print(f"  ({items} entries written in {time.monotonic() - begun:.0f} s)")
    reader = Browser(city.staff)
    rounds = max(5, rounds // 6)
    lookups = [
        version.get_absolute_url() for version in Version.objects.select_related("item").order_by("pk")[1000:1010]
    ]
    groups = {
        "search": [SEARCH + query for query in SEARCHES],
        "suggestion": [SUGGEST + query for query in SUGGESTIONS],
        "codes": [REGIONS + query for query in CODES],
    }
    times = asked(reader, [*lookups, *(address for group in groups.values() for address in group)], rounds)
    yardstick = p95([one for address in lookups for one in times[address]])
    for name, addresses in groups.items():
        group = p95([one for address in addresses for one in times[address]])
        slowest = max(addresses, key=lambda address: statistics.median(times[address]))
        note = f"{group:.0f} ms; slowest {slowest} {statistics.median(times[slowest]):.0f} ms"
        report.add(f"{name}: p95 to the p95 of one entry's page", group / yardstick, LIMITS[name], unit="×", note=note)
    print(f"  (one entry's page: p95 {yardstick:.1f} ms)")
    most = max(reader.queries(SUGGEST + query) for query in SUGGESTIONS)
    report.add("suggestion: queries, at most", most, SUGGESTION_QUERIES, digits=0)
