"""One example of everything that is exchanged; texts carry what XML, JSON and RDF must escape."""

from datetime import UTC, date, datetime

from metadata.exchange.artefacts import (
    MEANS,
    ORIGINAL_CODE,
    Agency,
    AgencyScheme,
    Annotation,
    Code,
    Codelist,
    Component,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructure,
    Header,
    ItemRef,
    Ref,
    Representation,
    Structures,
    Text,
)

HEADER = Header("PESAN1", datetime(2026, 5, 9, 14, 12, tzinfo=UTC), "BPS")
REGIONS = Codelist(
    agency="BPS",
    id="WILAYAH",
    version="2.1.0",
    name=Text("Wilayah <administrasi>", "Regions & areas"),
    description=Text('Kode "resmi"', ""),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    codes=(
        Code("11", Text("Aceh", "Aceh")),
        Code("11_01", Text("Aceh Selatan"), parent="11", annotations=(Annotation(ORIGINAL_CODE, value="11.01"),)),
        Code("12", Text("Sumatera Utara", "North Sumatra"), Text("Medan & sekitarnya", "Medan")),
    ),
)
SEX = Codelist(
    agency="BPS",
    id="JENIS_KELAMIN",
    version="1.0.0",
    name=Text("Jenis kelamin", "Sex"),
    codes=(Code("1", Text("Laki-laki", "Male")), Code("2", Text("Perempuan", "Female"))),
)
CONCEPTS = Ref("conceptscheme", "BPS", "KONSEP", "1.0")
VARIABLES = Ref("conceptscheme", "BPS", "VARIABEL", "1.0")
CONCEPT_SCHEME = ConceptScheme(
    agency="BPS",
    id="KONSEP",
    version="1.0",
    final=False,
    name=Text("Konsep", "Concepts"),
    concepts=(Concept("PENDUDUK", Text("Penduduk", "Population"), Text("Semua orang …", "All persons …")),),
)
VARIABLE_SCHEME = ConceptScheme(
    agency="BPS",
    id="VARIABEL",
    version="1.0",
    final=False,
    name=Text("Variabel", "Variables"),
    concepts=(
        Concept("PROVINSI", Text("Provinsi", "Province"), representation=Representation(codelist=REGIONS.ref)),
        Concept("SEKS", Text("Jenis kelamin", "Sex"), representation=Representation(codelist=SEX.ref)),
        Concept("TAHUN", Text("Tahun", "Year"), representation=Representation(data_type="date")),
        Concept(
            "JUMLAH",
            Text("Jumlah penduduk", "Population"),
            representation=Representation(data_type="integer"),
            annotations=(Annotation(MEANS, value=ItemRef(CONCEPTS, "PENDUDUK").urn),),
        ),
        Concept("RSE", Text("Galat baku relatif"), representation=Representation(data_type="decimal")),
        Concept("CATATAN", Text("Catatan", "Note"), representation=Representation(data_type="text")),
    ),
)


def component(code: str, **options: object) -> Component:
    return Component(code, ItemRef(VARIABLES, code), **options)  # type: ignore[arg-type]


STRUCTURE = DataStructure(
    agency="BPS",
    id="PENDUDUK",
    version="1.2.0",
    name=Text("Penduduk menurut provinsi", "Population by province"),
    dimensions=(
        component("PROVINSI", representation=Representation(codelist=REGIONS.ref), role="GEO"),
        component("SEKS", representation=Representation(codelist=SEX.ref)),
    ),
    time=component("TAHUN"),
    measures=(
        component("JUMLAH", representation=Representation(data_type="integer")),
        component("RSE", representation=Representation(data_type="decimal")),
    ),
    attributes=(component("CATATAN", representation=Representation(data_type="text")),),
)
FLOW = Dataflow(
    agency="BPS",
    id="PENDUDUK",
    version="1.2.0",
    name=Text("Penduduk menurut provinsi", "Population by province"),
    structure=STRUCTURE.ref,
    annotations=(Annotation("AKSES", Text("terbuka", "open")),),
)
AGENCIES = AgencyScheme(
    agency="SDMX",
    id="AGENCIES",
    version="1.0",
    final=False,
    name=Text("Penanggung jawab", "Agencies"),
    agencies=(Agency("BPS", Text("Badan Pusat Statistik", "Statistics Indonesia")),),
)
ALL = Structures(
    agency_schemes=(AGENCIES,),
    dataflows=(FLOW,),
    codelists=(REGIONS, SEX),
    concept_schemes=(CONCEPT_SCHEME, VARIABLE_SCHEME),
    data_structures=(STRUCTURE,),
)
