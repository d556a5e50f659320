"""Accepted proposals into the entries' files, every comment kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govinfo_cli.bundle import Bundle
from govinfo_cli.source import Source, read_one
from govinfo_cli.structure import Shape
from govinfo_cli.yaml.amending import Step, amended
from govinfo_cli.yaml.reading import read


class Choice(NamedTuple):
    """A value for a field of the entry at `path`."""

    path: str
    field: str
    value: str


def written(source: Source, shape: Shape, choices: Iterable[Choice]) -> tuple[Bundle, list[Choice]]:
    """The files with what was chosen, and those choices that are in them: a file with problems is left alone."""
    by_path: dict[str, list[Choice]] = {}
    for choice in choices:
        by_path.setdefault(choice.path, []).append(choice)
    files: dict[str, bytes] = {}
    was: dict[str, bytes | None] = {}
    done: list[Choice] = []
    for path, chosen in sorted(by_path.items()):
        raw = read_one(source, path)
        data = None if raw is None else read(path, raw, shape.typed).data
        content = amended(path, raw, _steps(data, chosen), shape) if isinstance(data, dict) else None
        if content is not None:
            files[path], was[path] = content, raw
            done += chosen
    return Bundle(files, was=was), done


def _steps(data: dict, chosen: Iterable[Choice]) -> list[Step]:
    steps: dict[tuple, Step] = {}
    for choice in chosen:
        value: object = [choice.value] if choice.field == "themes" else choice.value
        route = tuple(choice.field.split("."))
        holder: object = data
        for depth, step in enumerate(route):
            there = isinstance(holder, dict) and step in holder
            holder = holder[step] if there else None
            if depth == len(route) - 1 or not isinstance(holder, dict) or not holder:
                # Here it ends, or what should hold it is missing: that comes with it.
                for name in reversed(route[depth + 1 :]):
                    value = {name: value}
                steps[route[: depth + 1]] = Step("set" if there else "add", route[: depth + 1], value)
                break
    return list(steps.values())
