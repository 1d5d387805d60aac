"""The reference interpreter against values computed by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsbpm_portal.expressions import MAX_DEPTH, ExpressionError, Result, Value, describe, evaluate, parse, unparse
from tests.expressions.survey import SURVEY
from tests.expressions.test_grammar import trees

T, F, M = True, False, None


def value(text: str, record: Mapping[str, object] | None = None, **variables: object) -> Value:
    return evaluate(parse(text), record or variables, SURVEY).value


def reasons(result: Result) -> list[str]:
    return [reason.id for reason in result.reasons]


@pytest.mark.parametrize(
    ("a", "b", "both", "either", "implied"),
    [
        (T, T, T, T, T),
        (T, F, F, T, F),
        (T, M, M, T, M),
        (F, T, F, T, T),
        (F, F, F, F, T),
        (F, M, F, M, T),
        (M, T, M, T, T),
        (M, F, F, M, M),
        (M, M, M, M, M),
    ],
)
def test_three_values(a: Value, b: Value, both: Value, either: Value, implied: Value) -> None:
    assert value("a and b", a=a, b=b) is both
    assert value("a or b", a=a, b=b) is either
    assert value("if a then b", a=a, b=b) is implied
    assert value("not a or b", a=a, b=b) is implied
    assert value("not a", a=a) is (None if a is None else not a)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", M),
        ("x <> x", M),
        ("x + 1", M),
        ("length(k)", M),
        ("x is missing", T),
        ("1 is not missing", T),
        ("x in (1, 2)", M),
        ("1 in (1, x)", T),
        ("3 in (1, x)", M),
        ("3 not in (1, x)", M),
        ("3 not in (1, 2)", T),
        ("5 between 6 and x", F),
        ("5 between 4 and x", M),
        ("5 between x and 4", F),
        ("5 between 5 and 5", T),
        ("if x > 1 then 1 else 2", M),
        ("if x is missing then 1 else 2", Decimal(1)),
        ("coalesce(x, 7)", Decimal(7)),
        ("coalesce(x, missing)", M),
        ("k in list provinsi", M),
        ("greatest(1, x)", M),
    ],
)
def test_missing(text: str, expected: Value) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("0.1 + 0.2", Decimal("0.3")),
        ("2 + 3 * 4 - 10 / 4", Decimal("11.5")),
        ("1 / 3 * 3 = 1", False),
        ("round(1 / 3 * 3, 10) = 1", True),
        ("round(2.5)", Decimal(3)),
        ("round(-2.5)", Decimal(-3)),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(1250, -2)", Decimal(1300)),
        ("floor(-1.5)", Decimal(-2)),
        ("ceil(-1.5)", Decimal(-1)),
        ("mod(7, 3)", Decimal(1)),
        ("mod(-7, 3)", Decimal(-1)),
        ("power(2, 10)", Decimal(1024)),
        ("sqrt(2.25)", Decimal("1.5")),
        ("round(ln(exp(2)), 20)", Decimal(2)),
        ("abs(-3)", Decimal(3)),
        ("least(3, 1, 2)", Decimal(1)),
        ("number(' 12.50 ')", Decimal("12.5")),
        ("text(12.50)", "12.5"),
        ("length('Aceh')", Decimal(4)),
        ("left('3201', 2)", "32"),
        ("right('3201', 2)", "01"),
        ("right('3201', 0)", ""),
        ("substring('3201', 2, 2)", "20"),
        ("concat('a', 'b', 'c')", "abc"),
        ("upper(trim(' a '))", "A"),
        ("starts_with('01111', '01')", True),
        ("contains('padi sawah', 'sawah')", True),
        ("ends_with('padi', 'x')", False),
        ("is_digits('3201')", True),
        ("is_digits('32 01')", False),
        ("is_digits('')", False),
        ("date('2024-02-29')", date(2024, 2, 29)),
        ("date(2024, 2, 29)", date(2024, 2, 29)),
        ("year(date('2024-02-29')) + month(date('2024-02-29')) + day(date('2024-02-29'))", Decimal(2055)),
        ("days_between(date('2024-02-28'), date('2024-03-01'))", Decimal(2)),
        ("full_years(date('2004-02-29'), date('2025-02-28'))", Decimal(20)),
        ("full_years(date('2004-02-29'), date('2025-03-01'))", Decimal(21)),
        ("add_days(date('2024-12-31'), 1)", date(2025, 1, 1)),
        ("date('2024-01-01') < date('2024-01-02')", True),
        ("'11' in list provinsi", True),
        ("'99' in list provinsi", False),
        ("'1' = '01'", False),
        ("if 2 > 1 then 'a' else 'b'", "a"),
    ],
)
def test_values(text: str, expected: Value) -> None:
    result = evaluate(parse(text), {}, SURVEY)
    assert result == Result(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / (2 - 2)", "division_by_zero"),
        ("mod(1, 0)", "division_by_zero"),
        ("9e29 * 9e29", "overflow"),
        ("power(10, 40)", "overflow"),
        ("exp(1000)", "overflow"),
        ("sqrt(-1)", "outside_domain"),
        ("ln(0)", "outside_domain"),
        ("power(0, -1)", "outside_domain"),
        ("substring('abc', 0, 1)", "outside_domain"),
        ("round(1, 1000)", "outside_domain"),
        ("number('1.000,5')", "not_a_number"),
        ("date('2025-02-29')", "not_a_date"),
        ("date('2025-W01-1')", "not_a_date"),
        ("date(2025, 13, 1)", "not_a_date"),
        ("add_days(date('9999-12-31'), 1)", "outside_domain"),
        ("odd + 1", "bad_value"),
        ("later = date('2025-01-01')", "bad_value"),
        ("'a' > 1", "bad_value"),
        ("length(1)", "bad_value"),
    ],
)
def test_what_cannot_be_computed_is_missing_with_a_reason(text: str, reason: str) -> None:
    result = evaluate(parse(text), {"odd": float("nan"), "later": datetime(2025, 1, 1)})
    assert result.value is None
    assert reasons(result) == [reason]
    assert result.reasons[0].span.length > 0
    assert result.reasons[0].text("id") != result.reasons[0].text("en")


def test_only_what_is_needed_is_computed() -> None:
    assert evaluate(parse("x <> 0 and 1 / x > 0"), {"x": 0}) == Result(False)
    assert evaluate(parse("if x = 0 then 0 else 1 / x"), {"x": 0}) == Result(Decimal(0))


def test_numbers_come_in_many_ways() -> None:
    for three_tenths in (Decimal("0.3"), 0.3):
        assert value("x = 0.1 + 0.2", x=three_tenths) is True
    assert value("x", x=True) is True


ROWS = [
    {"rt": "A", "umur": 40, "x": 1},
    {"rt": "A", "umur": 10, "x": None},
    {"rt": "B", "umur": 30, "x": 4},
    {"rt": None, "umur": None, "x": 8},
    {"rt": None, "umur": 5, "x": 2},
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(x by rt)", [1, 1, 4, 10, 10]),
        ("count(by rt)", [2, 2, 1, 2, 2]),
        ("count(x by rt)", [1, 1, 1, 2, 2]),
        ("mean(umur by rt)", [25, 25, 30, 5, 5]),
        ("max(umur)", [40] * 5),
        ("min(x where umur > 20)", [1] * 5),
        ("count(where umur >= 15 by rt)", [1, 1, 1, 0, 0]),
        ("sum(x where umur > 99 by rt)", [None] * 5),
        ("umur / sum(umur by rt)", [Decimal("0.8"), Decimal("0.2"), 1, None, 1]),
    ],
)
def test_groups(text: str, expected: list[Value]) -> None:
    assert [evaluate(parse(text), row, rows=ROWS).value for row in ROWS] == expected


NAMES = ["umur", "rt.jumlah", "in", "kosong", "nama lengkap", "per"]
cells = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.dates(), st.decimals())


@given(trees, st.dictionaries(st.sampled_from(NAMES), cells))
@settings(max_examples=200, deadline=None)
def test_nothing_in_a_record_makes_it_fail(tree: object, record: dict[str, object]) -> None:
    result = evaluate(tree, record, SURVEY)  # type: ignore[arg-type]
    assert result == evaluate(tree, record, SURVEY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "tail", "levels"),
    [
        ("(a and (b or ", "))", 2),
        ("not (a and ", ")", 2),
        ("-", "", 1),
        ("1 + (", ")", 1),
        ("length(", ")", 1),
        ("if a then 1 else ", "", 1),
        ("coalesce(1, ", ")", 1),
        ("(if a = (if b then c else ", ") then 1)", 3),
    ],
)
def test_the_deepest_expressions_are_still_worked_with(head: str, tail: str, levels: int) -> None:
    times = (MAX_DEPTH - 2) // levels
    tree = parse(head * times + "a" + tail * times)
    evaluate(tree, {"a": None}, SURVEY)
    assert describe(tree, SURVEY, "id")
    assert parse(unparse(tree)) == tree
    assert hash(tree) == hash(parse(unparse(tree)))
    with pytest.raises(ExpressionError, match="too deeply"):
        parse(head * (times * 2) + "a" + tail * (times * 2))
