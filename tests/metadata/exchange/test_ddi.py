"""DDI of an activity: 3.3 is valid by ddi-l and read back by it; Codebook 2.5 says the same things."""

import io
from dataclasses import replace
from datetime import date

import ddi_l
import pytest
from lxml import etree

from metadata.exchange import ddi
from metadata.exchange.artefacts import ActivityDescription, Category, DescribedConcept, DescribedVariable, Text

ADULTS = Text("Penduduk 15 tahun ke atas", "Population aged 15 and over")
ACTIVITY = ActivityDescription(
    code="SAKERNAS",
    edition="2026-02",
    title=Text("Survei Angkatan Kerja <Nasional>", "National Labour Force Survey"),
    agency="BPS",
    producer=Text("Badan Pusat Statistik", "Statistics Indonesia"),
    abstract=Text("Ringkasan & latar", "Summary"),
    purpose=Text("Tujuan"),
    universe=Text("Rumah tangga biasa", "Ordinary households"),
    area=Text("Indonesia"),
    unit_of_analysis=Text("Orang"),
    period_start=date(2026, 2, 1),
    period_end=date(2026, 2, 28),
    frequency=Text("Semesteran", "Half-yearly"),
    keywords=(Text("tenaga kerja", "labour"),),
    variables=(
        DescribedVariable(
            "UMUR",
            Text("Umur", "Age"),
            definition=Text("Umur pada ulang tahun terakhir.", "Age at last birthday."),
            concept=DescribedConcept("UMUR", Text("Umur", "Age"), Text("Lama hidup.")),
            question=Text("Berapa umur (NAMA)?", "How old is (NAME)?"),
            universe=ADULTS,
            data_type="integer",
            unit="tahun",
            domain="Bilangan bulat 0–120",
        ),
        DescribedVariable(
            "STATUS",
            Text("Status bekerja", "Work status"),
            universe=ADULTS,
            data_type="code",
            code_list="STATUS_KERJA",
            categories=(
                Category("1", Text("Bekerja", "Working")),
                Category("2", Text("Menganggur", "Unemployed")),
                Category("9", Text("Tidak tahu", "Not known"), missing=True),
            ),
        ),
        DescribedVariable("MULAI", Text("Mulai bekerja\x0b"), data_type="date"),
        DescribedVariable("UPAH", Text("Upah"), data_type="decimal", unit="rupiah"),
        DescribedVariable("URAIAN", Text("Uraian pekerjaan")),
        DescribedVariable("KBLI", Text("Lapangan usaha"), data_type="code"),
    ),
)
EMPTY = ActivityDescription(code="X", edition="2026", title=Text("X"), agency="PORTAL", producer=Text("Portal"))
HALF = replace(EMPTY, period_end=date(2026, 1, 1), variables=(DescribedVariable("V", Text("V", "V")),))


@pytest.mark.parametrize("activity", [ACTIVITY, EMPTY, HALF], ids=["full", "empty", "half"])
def test_lifecycle_is_valid(activity: ActivityDescription) -> None:
    ddi_l.read_ddi(ddi.lifecycle(activity), validate=True)


def test_the_validator_would_notice() -> None:
    wrong = ddi.lifecycle(ACTIVITY).replace(b"r:NumericTypeCode>", b"r:NumericType>")
    with pytest.raises(ddi_l.DDIError):
        ddi_l.read_ddi(wrong, validate=True)


def test_lifecycle_is_read_back() -> None:
    document = ddi_l.read_ddi(ddi.lifecycle(ACTIVITY), validate=True, build_index=True)
    assert len(list(document.iter_study_units())) == 1
    read = [(one.identifier, one.get_label("en")) for one in ddi_l.iter_variables(io.BytesIO(ddi.lifecycle(ACTIVITY)))]
    assert read[:2] == [("SAKERNAS-2026-02-variable-UMUR", "Age"), ("SAKERNAS-2026-02-variable-STATUS", "Work status")]
    assert len(read) == len(ACTIVITY.variables)


def test_lifecycle_holds_both_languages() -> None:
    root = etree.fromstring(ddi.lifecycle(ACTIVITY))
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    titles = {one.get(language): one.text for one in root[3].iter("{ddi:reusable:3_3}String")}
    assert titles == {"id": "Survei Angkatan Kerja <Nasional>", "en": "National Labour Force Survey"}
    asked = {one.get(language): one.text for one in root.iter("{ddi:datacollection:3_3}Text")}
    assert asked == {"id": "Berapa umur (NAMA)?", "en": "How old is (NAME)?"}
    missing = [one.get("isMissing") for one in root.iter("{ddi:logicalproduct:3_3}Category")]
    assert missing == [None, None, "true"]
    ids = [(one.getparent().tag, one.text) for one in root.iter("{ddi:reusable:3_3}ID")]
    defined = [one for one in ids if not one[0].endswith("Reference")]
    assert len(defined) == len(set(defined))
    assert {text for tag, text in ids if tag.endswith("Reference")} <= {text for _tag, text in defined}


def test_codebook_holds_what_the_activity_says() -> None:
    root = etree.fromstring(ddi.codebook(ACTIVITY))

    def texts(path: str) -> list[str]:
        return [one.text for one in root.iterfind(path.replace("/", "/{ddi:codebook:2_5}").replace("./{", ".//{", 1))]

    assert root.tag == "{ddi:codebook:2_5}codeBook"
    assert texts("./titl") == ["Survei Angkatan Kerja <Nasional>"]
    assert texts("./parTitl") == ["National Labour Force Survey"]
    assert texts("./IDNo") == ["SAKERNAS-2026-02"]
    assert [one.get("name") for one in root.iter("{ddi:codebook:2_5}var")] == [v.code for v in ACTIVITY.variables]
    assert texts("./qstnLit") == ["Berapa umur (NAMA)?", "How old is (NAME)?"]
    assert texts("./catgry/catValu") == ["1", "2", "9"]
    assert texts("./catgry/labl") == ["Bekerja", "Working", "Menganggur", "Unemployed", "Tidak tahu", "Not known"]
    assert [one.get("missing") for one in root.iter("{ddi:codebook:2_5}catgry")] == [None, None, "Y"]
    assert texts("./var/concept") == ["Umur", "Age"]
    assert texts("./var/txt") == ["Umur pada ulang tahun terakhir.", "Age at last birthday."]
    assert texts("./timePrd") == ["2026-02-01", "2026-02-28"]


def test_the_same_edition_gives_the_same_document() -> None:
    assert ddi.codebook(ACTIVITY) == ddi.codebook(ACTIVITY)
    assert ddi.lifecycle(ACTIVITY) == ddi.lifecycle(ACTIVITY)
