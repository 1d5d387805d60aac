"""Words that the rules look for in Indonesian titles, names and definitions, as examiners write and expect them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OFFICE_ABBREVIATIONS = _words("""
    bappeda bappedalitbang bapelitbangda baperlitbang bapenda bkad bkd bkpsdm bpbd bpkad bps bpn bulog dinkes dinsos disdik
    disdikbud disdukcapil dishub diskanla diskominfo diskominfosantik diskominfotik diskopukm dispar disparbud dispenda
    disperindag disperkim dispora dispusip distan distanak disnak disnaker disnakertrans dkp dlh dpmd dpmptsp dppkb dprd dpupr
    kemenag kemendag kemendagri kemendikbud kemenhub kemenkes kemenkeu kemenkominfo kemenpar kemensos kementan kemnaker
    kominfo opd pdam pemda pemkab pemkot pemprov polda polres pupr puskesos rsud satpol sekda sekwan setda skpd tpi uptd
""")
"""Written as one word or in capitals, they stand for the full name of an office."""

SHORT_WORDS = _words(
    "kab prov kec kel jl jln tlp telp dll dsb dst dgn dlm utk yg thn jml rt rw krt art hp ktp kk nik npwp paud umkm ukm pns asn"
)
"""Shortened words of everyday writing."""

NAMES_IN_CAPITALS = frozenset({"DKI", "DI"})
"""Capitals that belong to the name of a province."""

ROMAN = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"

UNIT_SYMBOLS = _words("""
    kg gr mg kw kuintal ha m2 m3 m² m³ km km2 km² cm mm ltr ml kwh mw rp usd gram kilogram liter hektar hektare rupiah dolar
    persen kilometer meter sentimeter
""")
"""Words that are always a unit of measurement where they close a name or stand behind "dalam" or "per"."""

UNIT_WORDS = UNIT_SYMBOLS | _words(
    "orang jiwa unit ekor buah ton hari jam bulan tahun kali lembar batang butir rumah tangga are"
)
"""Words that are a unit where they stand in brackets or behind "dalam"."""

DEFINING = ("adalah", "ialah", "merupakan", "yaitu", "yakni")
"""With these a definition begins that repeats its term."""

WAYS: dict[str, tuple[str, ...]] = {
    "survey": ("survei", "survey", "penelitian sampel", "pencacahan sampel"),
    "census": ("sensus", "pencacahan lengkap", "pendataan", "pendaftaran", "registrasi"),
    "admin": ("kompilasi",),
}
"""Words by which a title tells the way of collecting data."""

CODE_SYSTEMS = _words("kbli kbji kbki isic coicop isco sni uu pp perpres permen nomor no agenda visi")
"""A year behind one of these belongs to the name of a classification, regulation or plan."""
