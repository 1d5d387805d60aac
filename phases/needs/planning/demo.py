"""The data plans of Kota Contoh: that of the year that runs, agreed with minutes, and that of the next, open for proposals.

Told by the people it is about, at moments counted back from today, after the four activities have been told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from activities.design.naming import pointed
from gsbpm_portal.core import clock, jobs
from phases.needs.planning import selectors
from phases.needs.planning.attributes import spec_of
from phases.needs.planning.enums import EntryState, ListKind, Verdict
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services import drawing, entries, plans

Values = dict[str, Any]

FORUM = "Forum Satu Data Kota Contoh bersama BPS Kota Contoh selaku pembina data"
MINUTES = """Forum dibuka oleh Kepala Bappeda selaku koordinator.
1. Daftar data dibacakan menurut produsen; data nelayan dan data kapal tidak dikumpulkan dua kali.
2. Data prioritas disandingkan dengan indikator RPJMD; seluruhnya sudah memiliki standar data.
3. Rencana aksi disepakati dengan penanggung jawab masing-masing.
4. Pembatasan akses data diagnosis pasien disepakati untuk dua tahun.
"""
PARTICIPANTS = """Kepala Bappeda Kota Contoh, koordinator Forum Satu Data
Dinas Komunikasi dan Informatika, walidata
BPS Kota Contoh, pembina data statistik
Dinas Perikanan, produsen data
Dinas Kesehatan, produsen data
Dinas Pelayanan Terpadu, produsen data
"""
LAW = "Pasal 17 huruf h UU 14/2008 tentang Keterbukaan Informasi Publik; Pasal 4 ayat (2) UU 27/2022 tentang Pelindungan Data Pribadi"


def _data(name: str, definition: str, year: int, **more: Any) -> Values:
    """A complete entry of the list of data, collected all through the year and released in the March that follows."""
    return {
        "name": name, "definition": definition, "frequency": "7", "collected": [f"{year}-01-01", f"{year}-12-31"],
        "released": f"{year + 1}-03", "metadata": "lengkap", "access": "terbuka", **more,
    }  # fmt: skip


def _agreed_data(year: int) -> list[tuple[str, str, Values]]:
    """(who proposes, for whom, what) of the plan that was agreed."""
    return [
        ("staf", "perikanan", _data("Produksi perikanan tangkap menurut jenis ikan", "Berat ikan yang didaratkan di tempat pendaratan ikan menurut jenis ikan.", year, standard="SD_PRODUKSI_IKAN")),
        ("staf", "perikanan", _data("Jumlah kapal penangkap ikan", "Kapal penangkap ikan yang terdaftar pada akhir tahun.", year, metadata="sebagian")),
        ("kesehatan", "kesehatan", _data("Kunjungan pasien lanjut usia menurut klinik", "Kunjungan pasien berusia 60 tahun ke atas ke klinik geriatri.", year, standard="SD_KUNJUNGAN_LANSIA", access="terbatas")),
        ("layanan", "layanan", _data("Indeks kepuasan masyarakat", "Rata-rata tertimbang nilai sembilan unsur pelayanan.", year, frequency="6")),
        ("walidata", "dukcapil", _data("Penduduk menurut kecamatan dan jenis kelamin", "Penduduk pertengahan tahun menurut kecamatan dan jenis kelamin.", year)),
        ("walidata", "perdagangan", _data("Harga eceran beras medium", "Harga rata-rata beras medium di pasar rakyat.", year, standard="SD_HARGA_BERAS", frequency="3")),
    ]  # fmt: skip


def _open_data(year: int) -> list[tuple[str, str, Values]]:
    """What offices added by hand to the plan that is open; the rest is drawn from the activities."""
    return [
        ("staf", "perikanan", _data("Jumlah nelayan menurut status", "Orang yang mata pencahariannya menangkap ikan, menurut status penuh atau sambilan.", year, standard="SD_NELAYAN_TERDAFTAR", metadata="sebagian")),
        ("staf2", "perikanan", _data("Jumlah kapal penangkap ikan menurut ukuran", "Kapal penangkap ikan yang terdaftar pada akhir tahun menurut ukuran.", year)),
        ("kesehatan", "kesehatan", _data("Kunjungan pasien lanjut usia menurut klinik", "Kunjungan pasien berusia 60 tahun ke atas ke klinik geriatri.", year, standard="SD_KUNJUNGAN_LANSIA", access="terbatas")),
        ("kesehatan", "kesehatan", {"name": "Tenaga kesehatan terlatih geriatri", "definition": "Tenaga kesehatan yang bersertifikat pelatihan geriatri.", "frequency": "7"}),
        ("layanan", "layanan", _data("Indeks kepuasan masyarakat menurut unsur", "Rata-rata nilai setiap unsur pelayanan.", year, frequency="6")),
        ("layanan", "layanan", {"name": "Waktu tunggu di loket pelayanan", "definition": "Rata-rata menit antara pengambilan nomor dan pelayanan."}),
        ("walidata", "dukcapil", _data("Penduduk menurut kecamatan dan jenis kelamin", "Penduduk pertengahan tahun menurut kecamatan dan jenis kelamin.", year, standard="SD_JUMLAH_PENDUDUK")),
        ("walidata", "dukcapil", _data("Penduduk menurut kelurahan dan jenis kelamin", "Penduduk pertengahan tahun menurut kelurahan dan jenis kelamin.", year)),
        ("walidata2", "perdagangan", _data("Harga eceran beras medium", "Harga rata-rata beras medium di pasar rakyat.", year, frequency="3")),
        ("walidata2", "perdagangan", _data("Jumlah pasar rakyat", "Pasar rakyat yang dikelola pemerintah kota.", year, metadata="belum")),
        ("walidata2", "kesehatan", _data("Kunjungan penduduk lanjut usia ke klinik", "Kunjungan penduduk lanjut usia yang dicatat klinik.", year)),
        ("walidata", "pendidikan", _data("Angka partisipasi murni sekolah dasar", "Persentase anak usia 7–12 tahun yang bersekolah di sekolah dasar.", year)),
    ]  # fmt: skip


PRIORITY: dict[str, Values] = {
    "Penduduk menurut kecamatan dan jenis kelamin": {
        "ddp_id": "DDP-01", "source": "RPJMD 2025-2029", "indicator": "Laju pertumbuhan penduduk", "unit": "Bidang Data Kependudukan",
        "measure_unit": "Orang", "display": "Kecamatan; jenis kelamin", "regional_level": "Kota",
    },
    "Kunjungan pasien lanjut usia menurut klinik": {
        "ddp_id": "DDP-02", "source": "Rencana aksi daerah kelanjutusiaan", "indicator": "Cakupan layanan kesehatan lanjut usia",
        "unit": "Bidang Pelayanan Kesehatan", "measure_unit": "Kunjungan", "display": "Klinik; bulan", "rad_tag": "RAD Kelanjutusiaan",
        "risk": "Sedang",
    },
    "Jumlah nelayan menurut status": {
        "ddp_id": "DDP-03", "source": "RPJMD 2025-2029", "indicator": "Kesejahteraan nelayan", "unit": "Bidang Perikanan Tangkap",
        "measure_unit": "Orang", "display": "Status; kecamatan",
    },
    "Angka partisipasi murni sekolah dasar": {
        "ddp_id": "DDP-04", "source": "SPM pendidikan", "indicator": "Partisipasi sekolah", "unit": "Bidang Pendidikan Dasar",
        "measure_unit": "Persen", "display": "Jenis kelamin",
    },
}  # fmt: skip
BESIDES: Values = {
    "data_kind": "statistik", "submission": "baru", "schedule": "Tahunan, Maret", "regional_support": "1", "first_year": 2026,
    "last_year": 2029,
}  # fmt: skip


def _actions(year: int) -> list[tuple[str, str, Values]]:
    def action(name: str, kind: str, pic: str, first: int, last: int, output: str) -> Values:
        time = [f"{year}-{first:02}-01", f"{year}-{last:02}-28"]
        return {"name": name, "action_kind": kind, "pic": pic, "time": time, "output": output}

    return [
        ("walidata", "kominfo", action("Mengusulkan standar data sektor perikanan", "sds", "Seksi Statistik Dinas Kominfo", 2, 4, "Lima standar data diusulkan kepada pembina data.")),
        ("walidata", "kominfo", action("Melengkapi metadata data prioritas", "metadata", "Seksi Statistik Dinas Kominfo", 1, 6, "Seluruh data prioritas memiliki MS-Keg, MS-Var dan MS-Ind.")),
        ("walidata", "dukcapil", action("Memadankan kode wilayah BPS dan Kemendagri", "kode_referensi", "Bidang Data Kependudukan", 3, 5, "Tabel padanan kecamatan dan kelurahan.")),
        ("walidata2", "kominfo", action("Membuka layanan data antarsistem perangkat daerah", "interoperabilitas", "Seksi Aplikasi Dinas Kominfo", 4, 9, "Tiga perangkat daerah bertukar data lewat layanan data kota.")),
        ("kesehatan", "kesehatan", action("Melatih pengelola data klinik", "sdm", "Bidang Pelayanan Kesehatan", 2, 3, "Sembilan pengelola data klinik terlatih.")),
        ("walidata2", "kominfo", action("Menyajikan data prioritas pada portal data kota", "portal", "Seksi Aplikasi Dinas Kominfo", 6, 11, "Empat data prioritas tersaji dengan jadwal rilis.")),
    ]  # fmt: skip


def _restrictions(year: int) -> list[tuple[str, str, Values]]:
    return [
        ("walidata", "kesehatan", {
            "name": "Mikrodata kunjungan klinik geriatri", "dataset": "DIAGNOSIS_PASIEN",
            "reason": "Memuat diagnosis dan umur pasien; di klinik kecil pasien dapat dikenali.", "legal_basis": LAW,
            "level": "tertutup", "since": f"{year}-01-01", "until": f"{year + 1}-12-31",
        }),
        ("walidata2", "layanan", {
            "name": "Jawaban perorangan survei kepuasan masyarakat", "dataset": "NILAI_LAYANAN_LOKET",
            "reason": "Jawaban diberikan dengan janji kerahasiaan; dibuka untuk penelitian setelah permohonan disetujui.",
            "legal_basis": "Pasal 21 UU 16/1997 tentang Statistik (kerahasiaan keterangan)", "level": "terbatas",
            "since": f"{year}-01-01",
        }),
    ]  # fmt: skip


class Teller:
    """Writes the plans through the services, each step at its own moment."""

    def __init__(self, office: Any) -> None:
        self.office = office

    def on(self, days_ago: int, hour: int, minute: int = 0) -> Any:
        day = self.office.today - dt.timedelta(days=days_ago)
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
        return clock.at(min(moment, timezone.now()))

    def fresh(self, plan: PlanYear) -> PlanYear:
        return PlanYear.objects.select_related("organisation").get(pk=plan.pk)

    def entry(self, entry: PlanEntry) -> PlanEntry:
        return PlanEntry.objects.select_related("plan__organisation", "producer").get(pk=entry.pk)

    def propose(self, plan: PlanYear, kind: str, who: str, place: str, values: Values) -> PlanEntry:
        return entries.propose(
            self.fresh(plan), kind, producer=self.office.organisations[place], values=self.known(kind, values),
            by=self.office[who],
        )  # fmt: skip

    def known(self, kind: str, values: Values) -> Values:
        """The values without a name of the registry that nobody may choose (any longer)."""
        found = dict(values)
        for one in spec_of(kind).fields:
            if one.type == "pointer" and found.get(one.name):
                try:
                    pointed(one, found[one.name], self.office["walidata"])
                except ValidationError:
                    del found[one.name]
        return found

    def check(self, entry: PlanEntry) -> PlanEntry:
        """Passed on by the walidata who did not propose it."""
        checker = "walidata2" if entry.proposed_by == self.office["walidata"] else "walidata"
        return entries.move_entry(self.entry(entry), "pass", by=self.office[checker])

    def decide(self, entry: PlanEntry, name: str = "agree", comment: str = "") -> PlanEntry:
        checker = "walidata2" if entry.proposed_by == self.office["walidata"] else "walidata"
        decided_by = FORUM if entry.kind == ListKind.RESTRICTION else ""
        return entries.move_entry(
            self.entry(entry), name, by=self.office[checker], comment=comment, decided_by=decided_by
        )


def play(office: Any) -> None:
    """Both plans; the years are told from the day that the demo office ends on."""
    teller = Teller(office)
    _agreed(teller, office.today.year)
    _open(teller, office.today.year + 1)


def _agreed(teller: Teller, year: int) -> None:
    """Opened in the year before, agreed by its end, the action plan under way."""
    office = teller.office
    before = (office.today - dt.date(year - 1, 10, 5)).days
    with teller.on(before, 8, 30):
        plan = plans.open_plan(office.organisations["kota-contoh"], year, by=office["walidata"])
    made: list[PlanEntry] = []
    proposals: list[tuple[str, list[tuple[str, str, Values]]]] = [
        (ListKind.DATA, _agreed_data(year)), (ListKind.ACTION, _actions(year)[:4]),
        (ListKind.RESTRICTION, _restrictions(year)[:1]),
    ]  # fmt: skip
    for place, (kind, rows) in enumerate(proposals):
        for minute, (who, where, values) in enumerate(rows):
            with teller.on(before - 8 - place, 9, minute * 7):
                made.append(teller.propose(plan, kind, who, where, values))
    with teller.on(before - 20, 10):
        made += _promoted(teller, made, count=2)
    for minute, entry in enumerate(made):
        with teller.on(before - 28, 9 + minute // 12, minute * 5 % 60):
            teller.check(entry)
    with teller.on(before - 40, 8):
        plans.move_plan(teller.fresh(plan), "discuss", by=office["walidata"], comment="Undangan forum dikirim.")
    held = before - 47
    for minute, entry in enumerate(made):
        with teller.on(held, 10 + minute // 12, minute * 5 % 60):
            if "kapal" in entry.name:
                teller.decide(entry, "defer", "Menunggu pendataan ulang kapal oleh syahbandar.")
            else:
                teller.decide(entry)
    with teller.on(held - 1, 9):
        values = {
            "minutes_number": f"400.14/BA-07/FSD/{year - 1}", "agreed_on": office.today - dt.timedelta(days=held),
            "place": "Aula Bappeda Kota Contoh", "agenda": "Daftar data, data prioritas, rencana aksi, pembatasan akses",
            "participants": PARTICIPANTS, "minutes": MINUTES,
        }  # fmt: skip
        paper = SimpleUploadedFile(
            "berita-acara-forum.txt", f"PEMERINTAH KOTA CONTOH\n\nBerita acara\n{MINUTES}".encode()
        )
        plans.save_minutes(teller.fresh(plan), by=office["walidata"], values=values, upload=paper)
        jobs.run_pending()
    with teller.on(held - 1, 11):
        plans.move_plan(teller.fresh(plan), "record", by=office["walidata"])
    with teller.on(held - 3, 14):
        plans.move_plan(teller.fresh(plan), "confirm", by=office["pimpinan"], comment="Sesuai berita acara.")
    _progress(teller, plan)


def _progress(teller: Teller, plan: PlanYear) -> None:
    told = [(60, "Tiga dari lima standar data sudah diusulkan."), (35, "Metadata dua data prioritas lengkap.")]
    actions = selectors.entries(plan, ListKind.ACTION).filter(state=EntryState.AGREED).order_by("number")
    for minute, (entry, (percent, note)) in enumerate(zip(actions, told, strict=False)):
        with teller.on(24, 15, minute * 9):
            entries.tell_progress(teller.entry(entry), by=teller.office["walidata"], percent=percent, note=note)


def _promoted(teller: Teller, made: list[PlanEntry], *, count: int) -> list[PlanEntry]:
    """The first data of the list that are priority data, each with all that the priority list asks for."""
    found = []
    for name, values in list(PRIORITY.items())[:count]:
        entry = next(one for one in made if one.name == name and one.kind == ListKind.DATA)
        promoted = entries.promote(teller.entry(entry), by=entry.proposed_by)
        found.append(entries.save_entry(teller.entry(promoted), by=entry.proposed_by, values={**BESIDES, **values}))
    return found


def _open(teller: Teller, year: int) -> None:
    """Open since some weeks: drawn and typed entries, some checked, one returned, two that look alike, priority data waiting."""
    office = teller.office
    with teller.on(26, 8, 20):
        plan = plans.open_plan(office.organisations["kota-contoh"], year, by=office["walidata"])
    made: list[PlanEntry] = []
    for minute, (who, where, values) in enumerate(_open_data(year)):
        with teller.on(21 - minute, 9, minute * 4):
            made.append(teller.propose(plan, ListKind.DATA, who, where, values))
    _drawn(teller, plan)
    with teller.on(9, 10):
        priority = _promoted(teller, made, count=4)
    for kind, rows in ((ListKind.ACTION, _actions(year)), (ListKind.RESTRICTION, _restrictions(year))):
        for minute, (who, where, values) in enumerate(rows):
            with teller.on(8, 13 if kind == ListKind.ACTION else 15, minute * 6):
                made.append(teller.propose(plan, kind, who, where, values))
    steps: list[tuple[str, Callable[[PlanEntry], Any]]] = [
        ("Jumlah nelayan menurut status", teller.check),
        ("Penduduk menurut kecamatan dan jenis kelamin", teller.check),
        ("Harga eceran beras medium", teller.check),
        ("Indeks kepuasan masyarakat menurut unsur", teller.check),
        ("Mengusulkan standar data sektor perikanan", teller.check),
        ("Mikrodata kunjungan klinik geriatri", teller.check),
        ("Waktu tunggu di loket pelayanan", lambda entry: entries.move_entry(
            teller.entry(entry), "return", by=office["walidata"],
            comment="Lengkapi jadwal pengumpulan, jadwal rilis, dan keadaan metadata.",
        )),
    ]  # fmt: skip
    for minute, (name, step) in enumerate(steps):
        with teller.on(4, 9, minute * 8):
            step(next(one for one in made if one.name == name))
    with teller.on(4, 11):
        teller.check(priority[0])
    _settled(teller, plan)


def _drawn(teller: Teller, plan: PlanYear) -> None:
    """Needs and outputs of the activities, as far as the design records have some: two of each office."""
    with teller.on(12, 10, 15):
        for who in ("staf", "kesehatan"):
            found = selectors.candidates(teller.office[who], teller.fresh(plan))
            outputs = [one.key for one in found if one.table == "outputs"][:2]
            drawing.draw(teller.fresh(plan), outputs, by=teller.office[who])


def _settled(teller: Teller, plan: PlanYear) -> None:
    """One pair of entries is decided on; the others wait."""
    rows = {row.name: row for row in selectors.entries(plan, ListKind.DATA)}
    first = rows["Penduduk menurut kecamatan dan jenis kelamin"]
    second = rows["Penduduk menurut kelurahan dan jenis kelamin"]
    with teller.on(3, 14):
        drawing.settle(
            teller.fresh(plan), teller.entry(first), teller.entry(second), by=teller.office["walidata"],
            verdict=Verdict.DIFFERENT, reason="Wilayah penyajiannya lain: kecamatan dari registrasi bulanan, kelurahan dari pendataan tahunan.",
        )  # fmt: skip
