"""Types, names, codes and numbers of arguments: everything that is wrong with a tree in an environment, at once."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gsbpm_portal.expressions import tree as t
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
    Type,
)
from gsbpm_portal.expressions.evaluation_functions import NUMBER, iso_date
from gsbpm_portal.expressions.functions import AGGREGATES, FUNCTIONS, SYNONYMS, Function, Give, Take
from gsbpm_portal.expressions.messages import ExpressionError, Parameter, Problem, problem
from gsbpm_portal.expressions.parsing import MAX_PROBLEMS, parse

TAKEN: dict[Take, Type] = {"number": DECIMAL, "integer": INTEGER, "text": TEXT, "date": DATE}
GIVEN: dict[Give, Type] = {"decimal": DECIMAL, "integer": INTEGER, "text": TEXT, "boolean": BOOLEAN, "date": DATE}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a text: its tree and type, as far as they are sound, and all that is wrong."""

    tree: t.Expression | None
    type: Type | None
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


def analyse(text: str, environment: Environment, wanted: Type | None = None) -> Analysis:
    """Parse and check a text; never raises. `wanted` is the type that the result must have: BOOLEAN for rules and filters."""
    try:
        tree = parse(text)
    except ExpressionError as error:
        return Analysis(None, None, error.problems)
    return check(tree, environment, wanted)


def check(tree: t.Expression, environment: Environment, wanted: Type | None = None) -> Analysis:
    """Check a parsed tree against names, types and codes. Up to MAX_PROBLEMS are told, in the order of the text."""
    checker = _Checker(environment)
    found = checker.type_of(tree)
    if wanted is not None:
        checker.fit(tree, found, wanted)
    problems = sorted(dict.fromkeys(checker.problems), key=lambda one: one.span.start)
    return Analysis(tree, None if problems else found, tuple(problems))


class _Checker:
    """Looks at each node once; None stands for the type of what is wrong already, so that one mistake is told once."""

    def __init__(self, environment: Environment):
        self.environment = environment
        self.problems: list[Problem] = []
        self.in_aggregate = False
        self.types: dict[int, Type | None] = {}  # by the identity of the node: the tree outlives the walk

    def tell(self, id: str, node: t.Expression, **parameters: Parameter) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem(id, node.span, **parameters))

    def unknown(self, what: str, name: str, node: t.Expression, known: Iterable[str]) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            return
        small = {each.lower(): each for each in known}
        near = difflib.get_close_matches(name[:60].lower(), small, n=1)
        if near:
            self.tell(f"unknown_{what}_near", node, name=name, near=small[near[0]])
        else:
            self.tell(f"unknown_{what}", node, name=name)

    # Each node ---------------------------------------------------------------------------------------------------------

    def type_of(self, node: t.Expression) -> Type | None:
        if id(node) not in self.types:
            self.types[id(node)] = self._type_of(node)
        return self.types[id(node)]

    def _type_of(self, node: t.Expression) -> Type | None:
        match node:
            case t.Number():
                return INTEGER if node.value == node.value.to_integral_value() else DECIMAL
            case t.Text():
                return TEXT
            case t.Boolean():
                return BOOLEAN
            case t.Missing():
                return MISSING
            case t.Name():
                variable = self.environment.variables.get(node.name)
                if variable is None:
                    self.unknown("name", node.name, node, self.environment.variables)
                return variable.type if variable else None
            case t.Negative():
                found = self.type_of(node.operand)
                self.fit(node.operand, found, DECIMAL)
                return found if found and found.is_number else None
            case t.Arithmetic():
                return self.arithmetic(node)
            case t.Comparison():
                self.comparison(node)
            case t.Between():
                kinds = [(part, self.type_of(part)) for part in (node.operand, node.low, node.high)]
                for part, kind in kinds[1:]:
                    self.ordered(node.operand, kinds[0][1], part, kind)
            case t.IsIn():
                operand = self.type_of(node.operand)
                for value in node.values:
                    self.comparable(node.operand, operand, value, self.type_of(value))
            case t.InList():
                operand = self.type_of(node.operand)
                if operand and operand.kind is not Kind.CODE:
                    self.fit(node.operand, operand, TEXT)
                if node.code_list.name not in self.environment.code_lists:
                    self.unknown("list", node.code_list.name, node.code_list, self.environment.code_lists)
            case t.IsMissing():
                self.type_of(node.operand)
            case t.Not() | t.And() | t.Or() | t.Implies():
                for part in t.children(node):
                    self.fit(part, self.type_of(part), BOOLEAN)
            case t.Choice():
                self.fit(node.condition, self.type_of(node.condition), BOOLEAN)
                return self.common([node.then, node.otherwise])
            case t.Call():
                return self.call(node)
            case t.Aggregate():
                return self.aggregate(node)
        return BOOLEAN

    def arithmetic(self, node: t.Arithmetic) -> Type | None:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if DATE in (left, right) and node.sign in "+-":
            self.tell("date_arithmetic", node)
            return None
        self.fit(node.left, left, DECIMAL)
        self.fit(node.right, right, DECIMAL)
        if node.sign == "/":
            if isinstance(node.right, t.Number) and not node.right.value:
                self.tell("always_zero", node.right)
            return DECIMAL
        return INTEGER if left == right == INTEGER else DECIMAL

    def comparison(self, node: t.Comparison) -> None:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if node.sign in ("=", "<>"):
            self.comparable(node.left, left, node.right, right)
        else:
            self.ordered(node.left, left, node.right, right)

    def ordered(self, left: t.Expression, left_type: Type | None, right: t.Expression, right_type: Type | None) -> None:
        if self.misquoted(left, left_type, right, right_type):
            return
        for part, found in ((left, left_type), (right, right_type)):
            if found and not found.is_number and found.kind not in (Kind.DATE, Kind.MISSING):
                self.tell("no_order", part, found=found)
                return
        self.comparable(left, left_type, right, right_type)

    def misquoted(
        self, left: t.Expression, left_type: Type | None, right: t.Expression, right_type: Type | None
    ) -> bool:
        """A text beside a date or a number that looks like one: tell how those are written."""
        for node, other in ((right, left_type), (left, right_type)):
            if not isinstance(node, t.Text) or other is None:
                continue
            if other == DATE:
                self.tell("date_as_text", node, text=node.value if iso_date(node.value) else "2025-12-31")
                return True
            if other.is_number and NUMBER.fullmatch(node.value):
                self.tell("number_as_text", node, text=node.value.strip())
                return True
        return False

    def comparable(
        self, left: t.Expression, left_type: Type | None, right: t.Expression, right_type: Type | None
    ) -> None:
        """Both sides can be equal: two numbers, two dates, two truth values, texts, codes of the same list."""
        if left_type is None or right_type is None or self.misquoted(left, left_type, right, right_type):
            return
        if MISSING in (left_type, right_type):
            self.tell("compared_with_missing", right if right_type == MISSING else left)
            return
        for node, found, other in ((right, right_type, left_type), (left, left_type, right_type)):
            if other.kind is Kind.CODE and found.kind is not Kind.CODE:
                self.fit(node, found, other)
                return
        if left_type != right_type and not (left_type.is_number and right_type.is_number):
            self.tell("incomparable", right, left=left_type, right=right_type)

    # Types that fit ----------------------------------------------------------------------------------------------------

    def fit(self, node: t.Expression, found: Type | None, wanted: Type) -> None:
        """A value of type `found` may stand where `wanted` is needed; a text that is written out must be a known code."""
        if found is None or found in (wanted, MISSING) or (wanted == DECIMAL and found == INTEGER):
            return
        if isinstance(node, t.Choice) or (isinstance(node, t.Call) and node.function == "coalesce"):
            for part in t.children(node)[1 if isinstance(node, t.Choice) else 0 :]:
                self.fit(part, self.type_of(part), wanted)
            return
        if wanted == TEXT and found.kind is Kind.CODE:
            return
        if wanted == INTEGER and found == DECIMAL:
            self.tell("needs_rounding", node)
        elif wanted.kind is Kind.CODE and found == TEXT:
            self.known_code(node, self.environment.code_lists.get(wanted.code_list))
        elif wanted.kind is Kind.CODE and isinstance(node, t.Number):
            self.tell("code_without_quotes", node, list=wanted.code_list, code=f"{node.value:f}")
        else:
            self.tell("wrong_type", node, expected=wanted, found=found)

    def known_code(self, node: t.Expression, codes: CodeList | None) -> None:
        if codes and isinstance(node, t.Text) and node.value not in codes.codes:
            near = difflib.get_close_matches(node.value[:60], codes.codes, n=1) or list(codes.codes)[:1]
            self.tell("unknown_code", node, code=node.value, list=codes.name, sample=f"“{near[0]}”" if near else "…")

    def common(self, nodes: Sequence[t.Expression]) -> Type | None:
        """The type that all these share: whole and other numbers are numbers, a code beside a text is a text."""
        result: Type | None = MISSING
        for node in nodes:
            found = self.type_of(node)
            if found is None or result is None:
                result = None
            elif result == MISSING:
                result = found
            elif found in (result, MISSING):
                pass
            elif result.is_number and found.is_number:
                result = DECIMAL
            elif {result.kind, found.kind} <= {Kind.TEXT, Kind.CODE}:
                result = TEXT
            else:
                self.tell("different_results", node, left=result, right=found)
                result = None
        return result

    # Functions ---------------------------------------------------------------------------------------------------------

    def call(self, node: t.Call) -> Type | None:
        function = FUNCTIONS.get(node.function)
        if function is None:
            self.unknown("function", node.function, node, [*FUNCTIONS, *AGGREGATES, *SYNONYMS])
            for part in node.arguments:
                self.type_of(part)
            return None
        count = len(node.arguments)
        if not function.allows(count):
            self.tell("wrong_count", node, function=node.function, expected=function.counts(), found=count)
            return None
        if node.function == "date":
            return self.date(node)
        if function.gives == "any":
            return self.common(node.arguments)
        return self.given(function, node.arguments)

    def date(self, node: t.Call) -> Type:
        wanted = TEXT if len(node.arguments) == 1 else INTEGER
        for part in node.arguments:
            self.fit(part, self.type_of(part), wanted)
        first = node.arguments[0]
        if isinstance(first, t.Text) and len(node.arguments) == 1 and iso_date(first.value) is None:
            self.tell("bad_date", first, found=first.value)
        return DATE

    def aggregate(self, node: t.Aggregate) -> Type | None:
        function = AGGREGATES[node.function]
        if self.in_aggregate:
            self.tell("nested_aggregate", node)
            return None
        self.in_aggregate = True
        try:
            for name in node.by:
                self.type_of(name)
            if node.where is not None:
                self.fit(node.where, self.type_of(node.where), BOOLEAN)
            if node.operand is None:
                if node.function != "count":
                    self.tell("wrong_count", node, function=node.function, expected="1", found=0)
                return INTEGER
            if node.function in ("min", "max"):
                found = self.type_of(node.operand)
                self.ordered(node.operand, found, node.operand, found)
                return found
            return self.given(function, (node.operand,))
        finally:
            self.in_aggregate = False

    def given(self, function: Function, arguments: Sequence[t.Expression]) -> Type:
        whole = True
        for place, part in enumerate(arguments):
            found = self.type_of(part)
            wanted = TAKEN.get(function.parameter(place))
            if wanted:
                self.fit(part, found, wanted)
            whole = whole and found == INTEGER
        if function is FUNCTIONS["round"]:
            return DECIMAL if len(arguments) > 1 else INTEGER
        return GIVEN.get(function.gives) or (INTEGER if whole else DECIMAL)
