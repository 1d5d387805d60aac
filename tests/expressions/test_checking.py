"""Every mistake is told, with its place, in both languages, at once."""

import string
import time

import pytest

from gsbpm_portal.expressions import (
    BOOLEAN,
    DECIMAL,
    INTEGER,
    MAX_LENGTH,
    MAX_PROBLEMS,
    TEXT,
    Environment,
    ExpressionError,
    Type,
    Variable,
    analyse,
    code,
    parse,
)
from gsbpm_portal.expressions.messages import TEXTS, Problem, problem
from tests.expressions.survey import SURVEY


def found(text: str, wanted: Type | None = None) -> list[tuple[str, int, int]]:
    return [(one.id, one.span.column, one.span.length) for one in analyse(text, SURVEY, wanted).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("empty", 1, 0)]),
        ("x" * (MAX_LENGTH + 1), [("too_long", 1, 0)]),
        ("-" * 500 + "umur", [("too_deep", 101, 404)]),
        ('nama = "Budi', [("unclosed_text", 8, 5)]),
        ("umur $ 1", [("unknown_sign", 6, 1)]),
        ("umur => 1", [("wrong_sign", 6, 2)]),
        ("umur > 1.000.000", [("bad_number", 8, 9)]),
        ("2umur > 1", [("bad_number", 1, 5)]),
        ("umur > 1,5", [("comma_number", 9, 1)]),
        ("umur > 1e31", [("number_out_of_range", 8, 4)]),
        ("(umur > 1", [("unclosed_bracket", 1, 1)]),
        ("umur > 1)", [("unopened_bracket", 9, 1)]),
        ("(umur ; 1.2.3", [("unclosed_bracket", 1, 1), ("wrong_sign", 7, 1), ("bad_number", 9, 5)]),
        ("umur 5", [("unexpected", 6, 1)]),
        ("umur in 5", [("unexpected", 9, 1)]),
        ("umur >", [("ends_too_early", 7, 0)]),
        ("0 <= umur <= 98", [("chained_comparison", 11, 2)]),
        ("umur > 1 and if bekerja then umur > 2", [("if_needs_brackets", 14, 2)]),
        ("length(nama by id_rt) = 1", [("not_an_aggregate", 1, 21)]),
        ("umr > 5 and xyzzy = 1", [("unknown_name_near", 1, 3), ("unknown_name", 13, 5)]),
        ("pjang(nama) + zzzzz(1) = 1", [("unknown_function_near", 1, 11), ("unknown_function", 15, 8)]),
        ("prov in list provnsi", [("unknown_list_near", 14, 7)]),
        ("prov in list zzz", [("unknown_list", 14, 3)]),
        ('status_kawin = "9"', [("unknown_code", 16, 3)]),
        ('"9" = status_kawin', [("unknown_code", 1, 3)]),
        ('prov in ("11", "99", "98")', [("unknown_code", 16, 4), ("unknown_code", 22, 4)]),
        ('(if bekerja then "1" else "8") = status_kawin', [("unknown_code", 27, 3)]),
        ("status_kawin = 1", [("code_without_quotes", 16, 1)]),
        ("status_kawin = prov", [("incomparable", 16, 4)]),
        ('umur = "10"', [("number_as_text", 8, 4)]),
        ('umur = "sepuluh"', [("incomparable", 8, 9)]),
        ('"2025-12-31" >= lahir', [("date_as_text", 1, 12)]),
        ("${umur} > 1", [("wrong_sign", 1, 7)]),
        ("umur and bekerja", [("wrong_type", 1, 4)]),
        ("-nama", [("wrong_type", 2, 4)]),
        ('nama < "b"', [("no_order", 1, 4)]),
        ('status_kawin between "1" and "3"', [("no_order", 1, 12)]),
        ("berat = missing", [("compared_with_missing", 9, 7)]),
        ("lahir + 1", [("date_arithmetic", 1, 9)]),
        ("left(nama, berat)", [("needs_rounding", 12, 5)]),
        ('if bekerja then 1 else "a"', [("different_results", 24, 3)]),
        ("round()", [("wrong_count", 1, 7)]),
        ("date(2024, 1) = lahir", [("wrong_count", 1, 13)]),
        ("sum(umur, berat)", [("wrong_count", 1, 16)]),
        ("sum(by id_rt)", [("wrong_count", 1, 13)]),
        ('lahir = date("31-12-2025")', [("bad_date", 14, 12)]),
        ("sum(sum(umur))", [("nested_aggregate", 5, 9)]),
        ("min(nama)", [("no_order", 5, 4)]),
        ("berat / 0", [("always_zero", 9, 1)]),
    ],
)
def test_mistakes(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected
    for one in analyse(text, SURVEY).problems:
        assert one.text("id").startswith(f"Baris {one.span.line}, kolom {one.span.column}: ")
        assert one.text("en").startswith(f"Line {one.span.line}, column {one.span.column}: ")
        assert "{" not in (one.text("id") + one.text("en")).replace("${umur}", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('if umur < 10 then status_kawin = "1"', BOOLEAN),
        ("luas_panen / luas_tanam <= 1", BOOLEAN),
        ("umur + 1", INTEGER),
        ("umur / 1", DECIMAL),
        ("round(berat)", INTEGER),
        ("round(berat, 1)", DECIMAL),
        ("mod(umur, 2)", INTEGER),
        ("greatest(umur, berat)", DECIMAL),
        ("coalesce(umur, 0)", INTEGER),
        ("if bekerja then umur else missing", INTEGER),
        ("if bekerja then umur else berat", DECIMAL),
        ('if bekerja then status_kawin else "x"', TEXT),
        ("status_kawin", code("status_kawin")),
        ("sum(umur by id_rt)", INTEGER),
        ("mean(umur by id_rt)", DECIMAL),
        ("count(where bekerja by id_rt)", INTEGER),
        ("max(lahir) <= cacah", BOOLEAN),
        ("length(status_kawin) = 1 and status_kawin = nama", BOOLEAN),
        ('nik in list provinsi or prov in ("11", nama)', BOOLEAN),
    ],
)
def test_types(text: str, expected: Type) -> None:
    analysis = analyse(text, SURVEY)
    assert analysis.problems == ()
    assert analysis.type == expected


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("umur + 1", BOOLEAN, [("wrong_type", 1, 8)]),
        ("umur > 1", BOOLEAN, []),
        ("missing", DECIMAL, []),
        ("berat", INTEGER, [("needs_rounding", 1, 5)]),
        ("if bekerja then umur else berat", INTEGER, [("needs_rounding", 27, 5)]),
        ('if umur < 15 then "1" else if bekerja then "2" else "9"', code("status_kawin"), [("unknown_code", 53, 3)]),
        ('coalesce(status_kawin, "7")', code("status_kawin"), [("unknown_code", 24, 3)]),
    ],
)
def test_the_wanted_type(text: str, wanted: Type, expected: list[tuple[str, int, int]]) -> None:
    assert found(text, wanted) == expected


@pytest.mark.parametrize("id", TEXTS)
def test_both_languages_of_a_message_name_the_same_things(id: str) -> None:
    words = TEXTS[id]
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (words.id, words.en)]
    assert fields[0] == fields[1]
    assert words.id != words.en
    assert words.id[-1] in ".?" and words.en[-1] == words.id[-1]


def test_what_a_message_says() -> None:
    (unknown,) = analyse("umr > 5", SURVEY).problems
    assert unknown.text("id") == "Baris 1, kolom 1: Variabel “umr” tidak dikenal; maksudnya “umur”?"
    assert unknown.text("en") == "Line 1, column 1: The variable “umr” is not known; is “umur” meant?"
    assert dict(unknown.parameters) == {"name": "umr", "near": "umur"}
    (wrong,) = analyse("umur and bekerja", SURVEY).problems
    assert wrong.message("id") == (
        "Di sini diperlukan pernyataan benar atau salah, tetapi ini bilangan bulat; ganti atau ubah jenisnya."
    )
    (early,) = analyse("if bekerja", SURVEY).problems
    assert early.message("en") == "The expression ends before it is complete; expected: then."
    assert problem("unknown_name", name="{0}" * 50).message("id").count("{0}") == 13


def test_many_mistakes_in_a_large_environment_are_told_quickly() -> None:
    large = Environment.of([Variable(f"variabel_nomor_{number}", INTEGER) for number in range(1000)])
    text = " + ".join(f"variable_number_{number}" for number in range(95))
    started = time.perf_counter()
    problems = analyse(text, large).problems
    assert len(problems) == MAX_PROBLEMS
    assert time.perf_counter() - started < 3


def test_the_error_of_parse_holds_the_problems() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("umur => 1 $")
    assert [one.id for one in caught.value.problems] == ["wrong_sign", "unknown_sign"]
    assert all(isinstance(one, Problem) for one in caught.value.problems)
