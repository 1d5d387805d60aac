"""The one expression language of the portal: rules, derived variables, filters, skips, formulas. See README.md.

Pure: no Django, no database, no eval. `analyse` for what people type, `parse` for what was checked before, `evaluate` for
one record, `describe` to read it back, `unparse` for the canonical text, `in_order` for derived variables."""

from gsbpm_portal.expressions.checking import Analysis, analyse, check
from gsbpm_portal.expressions.environment import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    MISSING,
    TEXT,
    CodeList,
    Environment,
    Kind,
    Language,
    Type,
    Variable,
    Words,
    code,
)
from gsbpm_portal.expressions.evaluation import Record, Result, Value, evaluate
from gsbpm_portal.expressions.functions import AGGREGATES, FUNCTIONS, Function
from gsbpm_portal.expressions.messages import ExpressionError, Problem
from gsbpm_portal.expressions.ordering import CycleError, in_order
from gsbpm_portal.expressions.parsing import MAX_DEPTH, MAX_LENGTH, MAX_PROBLEMS, parse
from gsbpm_portal.expressions.tree import Expression, Span, children, code_lists, names, walk
from gsbpm_portal.expressions.wording import describe
from gsbpm_portal.expressions.writing import unparse

__all__ = [
    "AGGREGATES",
    "BOOLEAN",
    "DATE",
    "DECIMAL",
    "FUNCTIONS",
    "INTEGER",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_PROBLEMS",
    "MISSING",
    "TEXT",
    "Analysis",
    "CodeList",
    "CycleError",
    "Environment",
    "Expression",
    "ExpressionError",
    "Function",
    "Kind",
    "Language",
    "Problem",
    "Record",
    "Result",
    "Span",
    "Type",
    "Value",
    "Variable",
    "Words",
    "analyse",
    "check",
    "children",
    "code",
    "code_lists",
    "describe",
    "evaluate",
    "in_order",
    "names",
    "parse",
    "unparse",
    "walk",
]
