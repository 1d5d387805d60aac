"""YAML that remembers its lines, so that a mistake is told with its place. Twice the same key is a mistake too."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import yaml


class CatalogueError(ValueError):
    """A catalogue that cannot be used: "fs3.yaml:12: …"."""


class LinedDict(dict[str, Any]):
    """A mapping with the line on which it begins (`line`, from 1) and those of its keys (`key_lines`)."""

    line = 0
    key_lines: Mapping[str, int] = {}


class LinedList(list[Any]):
    line = 0


class _Loader(yaml.SafeLoader):
    pass


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> LinedDict:
    found, lines = LinedDict(), {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, Hashable) or not isinstance(key, str):
            raise CatalogueError(f"{line}: {key!r} is no text: write it in quotes")
        if key in found:
            raise CatalogueError(f"{line}: {key} stands twice")
        found[key] = loader.construct_object(value_node, deep=True)
        lines[key] = line
    found.line, found.key_lines = node.start_mark.line + 1, lines
    return found


def _sequence(loader: yaml.SafeLoader, node: yaml.SequenceNode) -> LinedList:
    found = LinedList(loader.construct_object(child, deep=True) for child in node.value)
    found.line = node.start_mark.line + 1
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)


def read(name: str, text: str) -> LinedDict:
    """The mapping that a YAML text holds. Raises CatalogueError with name and line for all that is none."""
    try:
        content = yaml.load(text, _Loader)
    except CatalogueError as error:
        raise CatalogueError(f"{name}:{error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(f"{name}:{line}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise CatalogueError(f"{name}:1: {type(error).__name__}") from None
    if not isinstance(content, LinedDict):
        raise CatalogueError(f"{name}:1: a mapping is needed")
    return content


class Strict:
    """Reads a LinedDict key by key and refuses what is missing, misspelt or of another type."""

    def __init__(self, name: str, content: Any, line: int = 1):
        self.name = name
        if not isinstance(content, LinedDict):
            raise CatalogueError(f"{name}:{line}: a mapping is needed, not {content!r}")
        self.content = content

    def refuse(self, problem: str, key: str = "") -> CatalogueError:
        return CatalogueError(f"{self.name}:{self.content.key_lines.get(key, self.content.line)}: {problem}")

    def only(self, needed: Iterable[str], allowed: Iterable[str] = ()) -> Strict:
        needed = set(needed)
        for key in self.content:
            if key not in needed and key not in set(allowed):
                raise self.refuse(f"unknown key {key!r}", key)
        for key in sorted(needed - set(self.content)):
            raise self.refuse(f"{key} is missing")
        return self

    def text(self, key: str, default: str = "") -> str:
        value = self.content.get(key, default)
        if not isinstance(value, str):
            raise self.refuse(f"{key} is no text: write {value!r} in quotes", key)
        return value

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(f"{key} is true or false, not {value!r}", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them."""
        value = self.content.get(key, ())
        values = (value,) if isinstance(value, str) else value
        if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
            raise self.refuse(f"{key} is a text or a list of texts, not {value!r}", key)
        return tuple(values)

    def mappings(self, key: str) -> list[Strict]:
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self.refuse(f"{key} is a list, not {value!r}", key)
        return [Strict(self.name, one, getattr(value, "line", self.content.line)) for one in value]

    def mapping(self, key: str) -> Strict:
        return Strict(self.name, self.content.get(key), self.content.key_lines.get(key, self.content.line))
