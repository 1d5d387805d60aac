"""From text to tree. The grammar stands in grammar.lark; here are the limits, the telling of mistakes, and the building."""

import decimal
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedToken, v_args

from gsbpm_portal.expressions import tree as t
from gsbpm_portal.expressions.environment import Words
from gsbpm_portal.expressions.functions import AGGREGATES, canonical
from gsbpm_portal.expressions.messages import ExpressionError, Problem, problem

MAX_LENGTH = 10_000
MAX_DEPTH = 100
MAX_PROBLEMS = 20
LARGEST = Decimal("1e30")
DIGITS = 34
DECIMALS = 30

COMPARISONS = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">="}
SIGNS = {"−": "-", "×": "*", "÷": "/"}
INSTEAD = {"=>": ">=", "=<": "<=", "%": "mod(a, b)", "^": "power(a, b)", "**": "power(a, b)", "!": "not"}
INSTEAD |= {"&": "and", "&&": "and", "|": "or", "||": "or", ";": "and"}
CLOSING = {"“": "”", "‘": "’"}
EXPECTED = {  # the order in which they are told
    "NAME": Words("nama, bilangan atau teks", "a name, number or text"),
    "QUOTED_NAME": Words("nama", "a name"),
    "THEN": Words("then (maka)", "then"),
    "ELSE": Words("else (selain itu)", "else"),
    "RPAR": Words("“)”", "“)”"),
    "COMMA": Words("koma", "a comma"),
    "COMPARE": Words("perbandingan (=, <, >=, in, is missing …)", "a comparison (=, <, >=, in, is missing …)"),
    "OR": Words("and/or (dan/atau)", "and/or"),
    "AND": Words("and (dan)", "and"),
    "PLUS": Words("tanda hitung (+ - * /)", "a sign of arithmetic (+ - * /)"),
    "LPAR": Words("“(”", "“(”"),
    "LIST": Words("list (daftar)", "list"),
    "MISSING": Words("missing (kosong)", "missing"),
    "IN": Words("in", "in"),
    "BETWEEN": Words("between", "between"),
}


class _AlsoWrongOnes:
    """Keeps the tokens of what is no part of the language, which no rule names."""

    always_accept = ("BAD_NUMBER", "WRONG_SIGN", "UNCLOSED", "UNKNOWN")

    def process(self, stream: Any) -> Any:
        return stream


def parse(text: str) -> t.Expression:
    """The tree of a text. Raises ExpressionError, and nothing else, for any text that is no expression."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError((problem("too_long", length=len(text), limit=MAX_LENGTH),))
    tokens = tokens_of(text)
    if not tokens:
        raise ExpressionError((problem("empty"),))
    problems = [*_wrong_tokens(tokens), *_wrong_brackets(tokens)]
    if problems:
        raise ExpressionError(tuple(sorted(problems, key=lambda found: found.span.start))[:MAX_PROBLEMS])
    parser = _grammar().parse_interactive()
    for place, token in enumerate(tokens):
        try:
            parser.feed_token(token)
        except UnexpectedToken:
            raise ExpressionError((_unexpected(tokens, place, parser.accepts()),)) from None
    try:
        tree = cast(t.Expression, parser.feed_eof(tokens[-1]))
    except UnexpectedToken:
        end = problem("ends_too_early", _after(tokens[-1]), expected=_expected(parser.accepts()))
        raise ExpressionError((end,)) from None
    for node, depth in t.walk(tree):
        if depth > MAX_DEPTH:
            raise ExpressionError((problem("too_deep", node.span, limit=MAX_DEPTH),))
    return tree


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a text; what is no part of the language is a token as well."""
    return list(_words().lex(text))


def is_plain(name: str) -> bool:
    """The name can be written without backticks."""
    tokens = tokens_of(name)
    return len(tokens) == 1 and tokens[0].type == "NAME" and tokens[0].value == name


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="basic", transformer=_Builder())


@cache
def _words() -> Lark:
    text = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser=None, lexer="basic", postlex=_AlsoWrongOnes())


# Mistakes --------------------------------------------------------------------------------------------------------------


def _span(token: Token) -> t.Span:
    return t.Span(token.line or 1, token.column or 1, token.start_pos or 0, len(token))


def _after(token: Token) -> t.Span:
    return t.Span(token.end_line or 1, token.end_column or 1, token.end_pos or 0, 0)


def _wrong_tokens(tokens: Sequence[Token]) -> list[Problem]:
    problems = []
    for token in tokens:
        span, found = _span(token), str(token)
        if token.type == "UNCLOSED":
            problems.append(problem("unclosed_text", span, found=found[0]))
        elif token.type == "UNKNOWN":
            problems.append(
                problem("unknown_sign", span, found=found if found.isprintable() else f"U+{ord(found):04X}")
            )
        elif token.type == "WRONG_SIGN":
            problems.append(problem("wrong_sign", span, found=found, instead=INSTEAD.get(found) or found.strip("${}")))
        elif token.type == "BAD_NUMBER":
            problems.append(problem("bad_number", span, found=found))
        elif token.type == "NUMBER" and number_of(found) is None:
            problems.append(problem("number_out_of_range", span, found=found))
    return problems


def _wrong_brackets(tokens: Sequence[Token]) -> list[Problem]:
    problems, opened = [], []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR":
            if opened:
                opened.pop()
            else:
                problems.append(problem("unopened_bracket", _span(token)))
    return problems + [problem("unclosed_bracket", _span(token)) for token in opened]


def number_of(text: str) -> Decimal | None:
    """The number of a literal; None if it has more digits than the language reckons with."""
    digits, _, exponent = text.lower().partition("e")
    if len(digits) > DIGITS + DECIMALS or len(exponent.lstrip("+-")) > 3:
        return None
    value = Decimal(text)
    _, used, places = value.as_tuple()
    exact = len("".join(map(str, used)).strip("0")) <= DIGITS and isinstance(places, int)
    if not exact or value >= LARGEST or (value and value != round_to_decimals(value)):
        return None
    return plain(value)


def round_to_decimals(value: Decimal) -> Decimal:
    with decimal.localcontext(prec=200):
        return value.quantize(Decimal(1).scaleb(-DECIMALS))


def plain(value: Decimal) -> Decimal:
    """The same number with neither exponent nor idle zeros behind the point."""
    with decimal.localcontext(prec=200):
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _unexpected(tokens: Sequence[Token], place: int, expected: set[str]) -> Problem:
    token = tokens[place]
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    span = _span(token)
    if token.type == "COMPARE" and "AND" in expected:
        return problem("chained_comparison", span)
    if token.type == "IF":
        return problem("if_needs_brackets", span)
    if token.type == "COMMA" and before and after and before.type == after.type == "NUMBER":
        return problem("comma_number", span)
    return problem("unexpected", span, found=str(token), expected=_expected(expected))


def _expected(tokens: set[str]) -> Words:
    hidden = set(EXPECTED) - {"NAME"} if "NAME" in tokens else set()  # a value may begin in many ways
    hidden |= {"MISSING", "IN", "BETWEEN", "LPAR"} if "COMPARE" in tokens else set()
    hidden |= {"AND"} if "OR" in tokens else set()
    told = [words for name, words in EXPECTED.items() if name in tokens - hidden]
    return Words(", ".join(words.id for words in told[:5]), ", ".join(words.en for words in told[:5]))


# Building --------------------------------------------------------------------------------------------------------------


def _text(token: Token) -> str:
    mark = token[0]
    inside = str(token)[1:-1]
    return inside.replace(mark * 2, mark) if mark in "\"'" else inside


def _fold(signs: Token) -> str:
    return SIGNS.get(str(signs), str(signs))


@v_args(inline=True)
class _Builder(Transformer[Any, Any]):
    """Called for each rule as the parser closes it: no tree of the library is built, and nothing recurses."""

    def name(self, token: Token) -> t.Name:
        return t.Name(str(token).strip("`"), span=_span(token))

    def number(self, token: Token) -> t.Number:
        return t.Number(number_of(str(token)) or Decimal(0), span=_span(token))

    def text(self, token: Token) -> t.Text:
        return t.Text(_text(token), span=_span(token))

    def true(self, token: Token) -> t.Boolean:
        return t.Boolean(True, span=_span(token))

    def false(self, token: Token) -> t.Boolean:
        return t.Boolean(False, span=_span(token))

    def missing(self, token: Token) -> t.Missing:
        return t.Missing(span=_span(token))

    def bracketed(self, _open: Token, inside: t.Expression, _close: Token) -> t.Expression:
        return inside

    def negative(self, sign: Token, operand: t.Expression) -> t.Negative:
        return t.Negative(operand, span=_span(sign).to(operand.span))

    def arithmetic(self, left: t.Expression, sign: Token, right: t.Expression) -> t.Arithmetic:
        return t.Arithmetic(cast(t.ArithmeticSign, _fold(sign)), left, right, span=left.span.to(right.span))

    def comparison(self, left: t.Expression, sign: Token, right: t.Expression) -> t.Comparison:
        folded = cast(t.ComparisonSign, COMPARISONS.get(str(sign), str(sign)))
        return t.Comparison(folded, left, right, span=left.span.to(right.span))

    def is_missing(self, operand: t.Expression, _is: Token | None, missing: Token) -> t.IsMissing:
        return t.IsMissing(operand, span=operand.span.to(_span(missing)))

    def is_not_missing(self, operand: t.Expression, _is: Token | None, _not: Token, missing: Token) -> t.Not:
        return _negated(self.is_missing(operand, None, missing))

    def missing_call(self, first: Token, _open: Token, operand: t.Expression, close: Token) -> t.IsMissing:
        return t.IsMissing(operand, span=_span(first).to(_span(close)))

    def is_missing_call(self, first: Token, _missing: Token, *rest: Any) -> t.IsMissing:
        return self.missing_call(first, *rest)

    def is_not_missing_call(self, first: Token, _not: Token, _missing: Token, *rest: Any) -> t.Not:
        return _negated(self.missing_call(first, *rest))

    def values(self, *parts: Any) -> tuple[t.Expression, ...]:
        return parts[::2]

    arguments = names = values

    def is_in(self, operand: t.Expression, _in: Token, _open: Token, values: Any, close: Token) -> t.IsIn:
        return t.IsIn(operand, values, span=operand.span.to(_span(close)))

    def is_not_in(self, operand: t.Expression, _not: Token, *rest: Any) -> t.Not:
        return _negated(self.is_in(operand, *rest))

    def in_list(self, operand: t.Expression, _in: Token, _list: Token, code_list: t.Name) -> t.InList:
        return t.InList(operand, code_list, span=operand.span.to(code_list.span))

    def not_in_list(self, operand: t.Expression, _not: Token, *rest: Any) -> t.Not:
        return _negated(self.in_list(operand, *rest))

    def between(
        self, operand: t.Expression, _b: Token, low: t.Expression, _and: Token, high: t.Expression
    ) -> t.Between:
        return t.Between(operand, low, high, span=operand.span.to(high.span))

    def not_between(self, operand: t.Expression, _not: Token, *rest: Any) -> t.Not:
        return _negated(self.between(operand, *rest))

    def negated(self, sign: Token, operand: t.Expression) -> t.Not:
        return t.Not(operand, span=_span(sign).to(operand.span))

    def both(self, *parts: Any) -> t.And:
        return t.And(parts[::2], span=parts[0].span.to(parts[-1].span))

    def either(self, *parts: Any) -> t.Or:
        return t.Or(parts[::2], span=parts[0].span.to(parts[-1].span))

    def implies(self, sign: Token, condition: t.Expression, _then: Token, consequence: t.Expression) -> t.Implies:
        return t.Implies(condition, consequence, span=_span(sign).to(consequence.span))

    def choice(
        self, sign: Token, condition: t.Expression, _then: Token, then: t.Expression, _else: Token, other: t.Expression
    ) -> t.Choice:
        return t.Choice(condition, then, other, span=_span(sign).to(other.span))

    def call(self, function: Token, _open: Token, arguments: Any, *rest: Any) -> t.Call | t.Aggregate:
        where_word, where, by_word, by, close = rest
        span = _span(function).to(_span(close))
        name = canonical(str(function))
        if name in AGGREGATES:
            if len(arguments or ()) > 1:
                expected = "0/1" if name == "count" else "1"
                raise ExpressionError(
                    (problem("wrong_count", span, function=name, expected=expected, found=len(arguments)),)
                )
            return t.Aggregate(name, arguments[0] if arguments else None, where, by or (), span=span)
        if where_word or by_word:
            known = ", ".join(AGGREGATES)
            raise ExpressionError((problem("not_an_aggregate", span, function=str(function), known=known),))
        return t.Call(name, arguments or (), span=span)


def _negated(node: t.Expression) -> t.Not:
    return t.Not(node, span=node.span)
