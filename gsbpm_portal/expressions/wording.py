"""Reading aloud: a plain sentence in Indonesian or English, with the labels of variables and codes."""

from collections.abc import Sequence
from decimal import Decimal

from gsbpm_portal.expressions import tree as t
from gsbpm_portal.expressions.environment import DATE, CodeList, Environment, Kind, Language, Type, Words
from gsbpm_portal.expressions.evaluation_functions import iso_date
from gsbpm_portal.expressions.functions import AGGREGATES, FUNCTIONS
from gsbpm_portal.expressions.writing import ATOM, FACTOR, PREDICATE, strength

COMPARISONS = {
    "=": Words("sama dengan {0}", "equal to {0}"),
    "<>": Words("sama dengan {0}", "equal to {0}"),  # said as a denial
    "<": Words("kurang dari {0}", "less than {0}"),
    "<=": Words("kurang dari atau sama dengan {0}", "less than or equal to {0}"),
    ">": Words("lebih dari {0}", "more than {0}"),
    ">=": Words("lebih dari atau sama dengan {0}", "more than or equal to {0}"),
}
SIGNS = {"+": Words("ditambah", "plus"), "-": Words("dikurangi", "minus")}
SIGNS |= {"*": Words("dikali", "times"), "/": Words("dibagi", "divided by")}
# (must, denied): what stands between the subject and what is said of it
DATES = {
    "<": Words("sebelum {0}", "before {0}"),
    "<=": Words("pada atau sebelum {0}", "on or before {0}"),
    ">": Words("sesudah {0}", "after {0}"),
    ">=": Words("pada atau sesudah {0}", "on or after {0}"),
}
# (must, denied): what stands between the subject and what is said of it; Indonesian has no "is"
VERBS: dict[Language, dict[tuple[bool, bool], str]] = {
    "id": {(False, False): "", (False, True): "tidak", (True, False): "harus", (True, True): "tidak boleh"},
    "en": {(False, False): "is", (False, True): "is not", (True, False): "must be", (True, True): "must not be"},
}
MONTHS = Words(
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "January February March April May June July August September October November December",
)


def describe(
    tree: t.Expression, environment: Environment, language: Language, *, rule: bool = True, type: Type | None = None
) -> str:
    """One sentence that says what the expression says. `rule`: something must hold (a check); else it is told as a
    condition (a filter, a skip) or a value. `type` is that of the derived variable, whose codes then get their labels.
    Names that the environment lacks are read as they stand."""
    teller = _Teller(environment, language)
    if _is_clause(tree, environment):
        sentence = teller.clause(tree, must=rule)
    else:
        sentence = teller.value(tree, environment.code_lists.get(type.code_list) if type else None)
    start = sentence[:1] == "("
    return f"{sentence[:start]}{sentence[start : start + 1].upper()}{sentence[start + 1 :]}."


def _is_clause(node: t.Expression, environment: Environment) -> bool:
    match node:
        case t.Call():
            function = FUNCTIONS.get(node.function)
            return function is not None and function.gives == "boolean" and function.allows(len(node.arguments))
        case t.Name():
            variable = environment.variables.get(node.name)
            return variable is not None and variable.type.kind is Kind.BOOLEAN
        case t.Comparison() | t.Between() | t.IsIn() | t.InList() | t.IsMissing():
            return True
        case t.Not() | t.And() | t.Or() | t.Implies():
            return True
    return False


class _Teller:
    def __init__(self, environment: Environment, language: Language):
        self.environment = environment
        self.language = language

    def say(self, indonesian: str, english: str) -> str:
        return english if self.language == "en" else indonesian

    # Clauses -----------------------------------------------------------------------------------------------------------

    def clause(self, node: t.Expression, must: bool = False, denied: bool = False) -> str:
        """What holds or, with `must`, has to hold."""
        match node:
            case t.Not() if strength(node.operand) == PREDICATE or _is_plain_truth(node.operand, self.environment):
                return self.clause(node.operand, must, not denied)
            case t.Not():
                inner = self.clause(node.operand)
                return self.say(f"tidak benar bahwa ({inner})", f"it is not true that ({inner})")
            case t.And():
                parts = [self.part(part, must) for part in node.operands]
                return self.joined(parts, self.say("dan", "and"))
            case t.Or():
                parts = [self.part(part, must) for part in node.operands]
                return self.joined(parts, self.say("atau", "or"))
            case t.Implies():
                condition, consequence = self.clause(node.condition), self.clause(node.consequence, must=True)
                return self.say(f"jika {condition}, maka {consequence}", f"if {condition}, then {consequence}")
            case t.Comparison():
                codes = self.codes_of(node.left) or self.codes_of(node.right)
                dates = DATES if self.is_date(node.left) or self.is_date(node.right) else {}
                words = COMPARISONS | dates
                said = words[node.sign].text(self.language).format(self.value(node.right, codes))
                return self.said(node.left, said, must, denied != (node.sign == "<>"), codes)
            case t.Between():
                low, high = self.value(node.low), self.value(node.high)
                said = self.say(f"antara {low} dan {high}", f"between {low} and {high}")
                return self.said(node.operand, said, must, denied)
            case t.IsIn():
                codes = self.codes_of(node.operand)
                values = self.joined([self.value(value, codes) for value in node.values], self.say("atau", "or"))
                said = self.say("termasuk " if denied else "salah satu dari ", "one of ") + values
                return self.said(node.operand, said, must, denied)
            case t.InList():
                codes = self.environment.code_lists.get(node.code_list.name)
                label = (codes.label.text(self.language) if codes else "") or node.code_list.name
                return self.said(
                    node.operand, self.say(f"termasuk daftar {label}", f"in the list {label}"), must, denied
                )
            case t.IsMissing():
                return self.said(node.operand, self.say("kosong", "missing"), must, denied)
            case t.Call() if _is_clause(node, self.environment):
                said = FUNCTIONS[node.function].reads.text(self.language).format(*map(self.value, node.arguments))
                return self.said(node.arguments[0], said, must, denied)
        return self.said(node, self.say("benar", "true"), must, denied)

    def said(self, subject: t.Expression, said: str, must: bool, denied: bool, codes: CodeList | None = None) -> str:
        verb = VERBS[self.language][must, denied]
        return " ".join(word for word in (self.value(subject, codes), verb, said) if word)

    def part(self, node: t.Expression, must: bool) -> str:
        """One of several joined by and/or: what is joined itself stands in brackets, so that nobody has to know a rank."""
        text = self.clause(node, must)
        return f"({text})" if isinstance(node, t.And | t.Or | t.Implies) else text

    def joined(self, parts: Sequence[str], word: str) -> str:
        if len(parts) < 3:
            return f" {word} ".join(parts)
        comma = "," if self.language == "id" else ""
        return f"{', '.join(parts[:-1])}{comma} {word} {parts[-1]}"

    # Values ------------------------------------------------------------------------------------------------------------

    def value(self, node: t.Expression, codes: CodeList | None = None) -> str:
        match node:
            case t.Number():
                return self.number(node.value)
            case t.Text():
                if codes and node.value in codes.codes:
                    label = codes.codes[node.value].text(self.language)
                    return f"{node.value} ({label})" if label else node.value
                return f"“{node.value}”"
            case t.Boolean():
                return self.say("benar", "true") if node.value else self.say("salah", "false")
            case t.Missing():
                return self.say("kosong", "missing")
            case t.Name():
                return self.label(node.name)
            case t.Negative():
                inner = self.operand(node.operand, FACTOR)
                return f"-{inner}" if isinstance(node.operand, t.Number) else f"minus {inner}"
            case t.Arithmetic():
                level = strength(node)
                sign = SIGNS[node.sign].text(self.language)
                return f"{self.operand(node.left, level)} {sign} {self.operand(node.right, level + 1)}"
            case t.Choice():
                condition = self.clause(node.condition)
                then, otherwise = self.choice_part(node.then, codes), self.value(node.otherwise, codes)
                return self.say(
                    f"{then} jika {condition}; selain itu {otherwise}", f"{then} if {condition}; otherwise {otherwise}"
                )
            case t.Call() if not _is_clause(node, self.environment):
                return self.call(node)
            case t.Aggregate():
                return self.aggregate(node)
        return f"({self.clause(node)})"

    def choice_part(self, node: t.Expression, codes: CodeList | None) -> str:
        text = self.value(node, codes)
        return f"({text})" if isinstance(node, t.Choice) else text

    def operand(self, node: t.Expression, least: int) -> str:
        text = self.value(node)
        return text if strength(node) >= least else f"({text})"

    def call(self, node: t.Call) -> str:
        if node.function == "date" and len(node.arguments) == 1 and isinstance(node.arguments[0], t.Text):
            day = iso_date(node.arguments[0].value)
            if day:
                return f"{day.day} {MONTHS.text(self.language).split()[day.month - 1]} {day.year}"
        # A value of several words inside a function is set apart.
        told = [self.operand(part, ATOM) for part in node.arguments]
        function = FUNCTIONS.get(node.function)
        if function is None or not function.allows(len(told)):
            return f"{node.function}({', '.join(told)})"
        full = function.reads_full if len(told) == len(function.takes) else None
        return (full or function.reads).text(self.language).format(*told, all=self.joined(told, self.say("dan", "and")))

    def aggregate(self, node: t.Aggregate) -> str:
        if node.operand is None:
            text = self.say("banyaknya catatan", "the number of records")
        else:
            text = AGGREGATES[node.function].reads.text(self.language).format(self.operand(node.operand, ATOM))
        if node.where is not None:
            text += f" {self.say('dengan', 'where')} {self.clause(node.where)}"
        if node.by:
            text += f" per {self.joined([self.label(name.name) for name in node.by], self.say('dan', 'and'))}"
        return text if node.where is None else f"({text})"

    def label(self, name: str) -> str:
        variable = self.environment.variables.get(name)
        return (variable.label.text(self.language) if variable else "") or name

    def number(self, value: Decimal) -> str:
        """As people of the language write it; four digits, often a year, stay together."""
        text = f"{value:,f}" if value >= 10_000 else f"{value:f}"
        return text if self.language == "en" else text.translate({ord(","): ".", ord("."): ","})

    def is_date(self, node: t.Expression) -> bool:
        variable = self.environment.variables.get(node.name) if isinstance(node, t.Name) else None
        function = FUNCTIONS.get(node.function) if isinstance(node, t.Call) else None
        return bool((variable and variable.type == DATE) or (function and function.gives == "date"))

    def codes_of(self, node: t.Expression) -> CodeList | None:
        """The list whose codes this is, so that a code beside it gets its label."""
        match node:
            case t.Name():
                variable = self.environment.variables.get(node.name)
                return self.environment.code_lists.get(variable.type.code_list) if variable else None
            case t.Choice():
                return self.codes_of(node.then) or self.codes_of(node.otherwise)
            case t.Call(function="coalesce"):
                return next((codes for part in node.arguments if (codes := self.codes_of(part))), None)
        return None


def _is_plain_truth(node: t.Expression, environment: Environment) -> bool:
    return isinstance(node, t.Name | t.Call) and _is_clause(node, environment)
