"""Scores and ranks of needs, by hand."""

from decimal import Decimal

import pytest

from phases.needs.priority import Score, ranked, score

WEIGHTS = {"manfaat": 30, "mandat": 20}


def test_the_score_is_the_weighted_mean():
    assert score({"manfaat": 5, "mandat": 2}, WEIGHTS) == Score(Decimal("3.80"), 2, 2)


def test_criteria_without_a_score_do_not_count_and_are_told():
    found = score({"manfaat": 4}, WEIGHTS)
    assert (found.value, found.scored, found.asked, found.is_whole) == (Decimal("4.00"), 1, 2, False)


def test_scores_of_criteria_out_of_use_do_not_count():
    assert score({"manfaat": 5, "lama": 1}, {"manfaat": 10}).value == Decimal("5.00")
    assert score({"lama": 1}, {"manfaat": 10}) == Score(None, 0, 1)


def test_nothing_is_scored_without_criteria():
    assert score({"manfaat": 5}, {}) == Score(None, 0, 0)
    assert not score({}, {}).is_whole


def test_half_is_rounded_up():
    assert score({"a": 2, "b": 3}, {"a": 1, "b": 7}).value == Decimal("2.88")


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_equal_scores_give_that_score_whatever_the_weights(value):
    assert score(dict.fromkeys(WEIGHTS, value), WEIGHTS).value == value


def test_whole_scores_rank_before_gaps_and_equal_ones_share_a_rank():
    needs = {
        "K1": {"manfaat": 5},
        "K2": {"manfaat": 3, "mandat": 3},
        "K3": {},
        "K4": {"manfaat": 3, "mandat": 3},
        "K5": {"manfaat": 1, "mandat": 1},
    }
    assert {key: one.rank for key, one in ranked(needs, WEIGHTS).items()} == {
        "K1": 4,
        "K2": 1,
        "K3": None,
        "K4": 1,
        "K5": 3,
    }
