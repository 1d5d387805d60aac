"""Whatever is typed: an expression, or ExpressionError, soon."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gsbpm_portal.expressions import MAX_LENGTH, analyse, describe, evaluate, parse, unparse
from gsbpm_portal.expressions import tree as t
from tests.expressions.survey import SURVEY
from tests.expressions.test_grammar import CORPUS, trees

pieces = st.sampled_from(
    [
        *(" ".join(text for text, _ in CORPUS).split()),
        "(",
        ")",
        '"',
        "'",
        "`",
        "“",
        "#",
        "1.",
        "e9",
        "\n",
        "\0",
        "\ud800",
    ]
)


@given(
    st.one_of(
        st.text(max_size=60), st.lists(pieces, max_size=25).map(" ".join), st.lists(pieces, max_size=25).map("".join)
    )
)
@example("1e999999999999999999999")
@example("٣ > ١")
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    analysis = analyse(text, SURVEY)
    for one in analysis.problems:
        assert one.text("id") and one.text("en")
        assert 0 <= one.span.start <= one.span.start + one.span.length <= len(text) or one.id == "empty"
    if analysis.tree is not None:
        assert parse(unparse(analysis.tree)) == analysis.tree
        evaluate(analysis.tree, {"umur": 1}, SURVEY)
        for language in ("id", "en"):
            assert describe(analysis.tree, SURVEY, language)  # type: ignore[arg-type]


@given(trees)
@example(t.Call("is_digits", ()))
@example(t.Call("starts_with", (t.Name("nama"),)))
@settings(max_examples=150, deadline=None)
def test_any_tree_is_checked_and_read_aloud(tree: object) -> None:
    analyse(unparse(tree), SURVEY)  # type: ignore[arg-type]
    assert describe(tree, SURVEY, "id").endswith(".")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "a+",
        "- ",
        "not ",
        '"',
        "1",
        "1.",
        "if a then b else ",
        "=>",
        "`",
        " ",
        "“",
        '"a',
        "and ",
        "a.",
        "x in (",
        "sum(",
    ]
    + ["a=(if a then b else ", "(a)", "'", "selain ", "1e", "\u200b", "!", "coalesce(", "a,"],
)
def test_no_text_takes_long(piece: str) -> None:
    for text in (piece * MAX_LENGTH, piece * (MAX_LENGTH // len(piece) - 1) + "a"):
        started = time.perf_counter()
        analyse(text[-MAX_LENGTH:], SURVEY)
        assert time.perf_counter() - started < 3
