"""What is an expression, what is none, and the one canonical form of each."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsbpm_portal.expressions import AGGREGATES, FUNCTIONS, code_lists, names, parse, unparse
from gsbpm_portal.expressions import tree as t

CORPUS = [
    ('if umur < 10 then status_kawin = "1"', None),
    ('jika umur < 10 maka status_kawin = "1"', 'if umur < 10 then status_kawin = "1"'),
    ("pendapatan >= 0 and pendapatan <= 1e9", "pendapatan >= 0 and pendapatan <= 1000000000"),
    ("luas_panen / luas_tanam <= 1", None),
    ("is missing(berat)", "berat is missing"),
    ("berat kosong", "berat is missing"),
    ("berat is null", "berat is missing"),
    ("is not missing(berat)", "berat is not missing"),
    ("berat tidak kosong", "berat is not missing"),
    ("not missing(berat)", "berat is not missing"),
    ("not (kode in ('11', '12'))", 'kode not in ("11", "12")'),
    ("kode tidak dalam daftar kbli", "kode not in list kbli"),
    ("x antara 1 dan 5 dan y kosong", "x between 1 and 5 and y is missing"),
    ("JIKA a MAKA 1 selain itu jika b maka 2 selainnya 3", "if a then 1 else if b then 2 else 3"),
    ("(if a then (if b then c)) or d", "(if a then (if b then c)) or d"),
    ("jumlah(x yang c > 1 per rt, p)", "sum(x where c > 1 by rt, p)"),
    ("sum(x group by rt)", "sum(x by rt)"),
    ("cacah(yang umur >= 15 per rt)", "count(where umur >= 15 by rt)"),
    ("count()", None),
    ("a == b", "a = b"),
    ("a != b and a ≠ b and a ≤ b", "a <> b and a <> b and a <= b"),
    ("(a + b) * c - (d - e) / f", None),
    ("a - b - c", None),
    ("a - (b - c)", None),
    ("-a - -1", None),
    ("a and (b or c) or not d", None),
    ("not (a and b)", None),
    ("a and (b and c)", None),
    ("`in` = `nama lengkap` and per_kapita > rt.jumlah", None),
    ("nama = 'O''Neil' or nama = “kata \"baik\"”", 'nama = "O\'Neil" or nama = "kata ""baik"""'),
    ("Panjang(nama) > 3", "length(nama) > 3"),
    ("1.50 + 007", "1.5 + 7"),
    ("a\u00a0=\n\t1", "a = 1"),
    ("benar or salah", "true or false"),
    ("if a then 1 else missing", None),
]


@pytest.mark.parametrize(("text", "canonical"), CORPUS)
def test_corpus(text: str, canonical: str | None) -> None:
    tree = parse(text)
    assert unparse(tree) == (canonical or text)
    assert parse(unparse(tree)) == tree


def test_strength_of_operators() -> None:
    assert parse("a + b * c = d and not e or f") == parse("(((a + (b * c)) = d) and (not e)) or f")
    assert parse("x between a + 1 and b and c") == parse("(x between (a + 1) and b) and c")
    assert parse("if a or b then c and d else e") == parse("if (a or b) then (c and d) else (e)")


def test_every_node_knows_its_place() -> None:
    tree = parse("umur >= 10\n  and nama in ('a', 'b')")
    assert isinstance(tree, t.And)
    second = tree.operands[1]
    assert (second.span.line, second.span.column, second.span.start, second.span.length) == (2, 7, 17, 18)
    assert tree.span.length == 35


def test_numbers_are_exact() -> None:
    assert parse("0.1") == t.Number(Decimal("0.1"))
    assert parse("1e-3") == t.Number(Decimal("0.001"))
    assert parse("1.0") == parse("1")


def test_names_and_code_lists() -> None:
    tree = parse("if b in list kbli then sum(a where c > b by rt) > a + `in`")
    assert names(tree) == ("b", "a", "c", "rt", "in")
    assert code_lists(tree) == ("kbli",)


def test_indonesian_function_names_are_not_given_twice() -> None:
    functions = [*FUNCTIONS.items(), *AGGREGATES.items()]
    words = [word for name, function in functions for word in (name, *function.synonyms)]
    assert len(words) == len(set(words))


# Any tree whatever ----------------------------------------------------------------------------------------------------

words = st.sampled_from(["umur", "rt.jumlah", "in", "kosong", "nama lengkap", "Selain itu", "sum", "é", "1a", "per"])
leaves = st.one_of(
    words.map(t.Name),
    st.text(max_size=8).map(t.Text),
    st.decimals(0, 10**12, places=4).map(lambda value: parse(f"{value:f}")),
    st.booleans().map(t.Boolean),
    st.just(t.Missing()),
)


def compound(inner: st.SearchStrategy[t.Expression]) -> st.SearchStrategy[t.Expression]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    two = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(t.Negative, inner),
        st.builds(t.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(t.Comparison, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), inner, inner),
        st.builds(t.Between, inner, inner, inner),
        st.builds(t.IsIn, inner, several),
        st.builds(t.InList, inner, words.map(t.Name)),
        st.builds(t.IsMissing, inner),
        st.builds(t.Not, inner),
        st.builds(t.And, two),
        st.builds(t.Or, two),
        st.builds(t.Implies, inner, inner),
        st.builds(t.Choice, inner, inner, inner),
        st.builds(t.Call, st.sampled_from(sorted([*FUNCTIONS, "lain_lain"])), st.just(()) | several),
        st.builds(
            t.Aggregate,
            st.sampled_from(sorted(AGGREGATES)),
            st.none() | inner,
            st.none() | inner,
            st.lists(words.map(t.Name), max_size=2).map(tuple),
        ),
    )


trees = st.recursive(leaves, compound, max_leaves=12)


@given(trees)
@settings(max_examples=200, deadline=None)
def test_round_trip(tree: t.Expression) -> None:
    assert parse(unparse(tree)) == tree
