"""What a command can be told, in words of our own; a plainly written line is read by them, and no library loaded for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, get_type_hints


class Option:
    """An option, as the `Annotated` type of a parameter; without `names` it is called as the parameter is. A bool is a
    flag, a list may be said many times, an int is `min` at least."""

    def __init__(self, *names: str, help: str, metavar: str | None = None, min: int | None = None) -> None:
        self.names, self.help, self.metavar, self.min = names, help, metavar, min


class Argument:
    """What is said without an option, in the same way; a list takes all that is left."""

    def __init__(self, *, help: str, metavar: str | None = None) -> None:
        self.help, self.metavar = help, metavar


class Context:
    """What the global options came to, for the command."""

    def __init__(self, obj: object = None) -> None:
        self.obj = obj


class Exit(Exception):
    """Ends the run with the exit code `code`."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class Parameter(NamedTuple):
    """A parameter of a command: its type, what it may be told by, and its default (… where it has none)."""

    type: object
    told_by: Option | Argument
    default: object


def parameters(function: Callable) -> dict[str, Parameter]:
    """The parameters of a command by name, without its context."""
    hints = get_type_hints(function, include_extras=True)
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    return {
        name: Parameter(hints[name].__origin__, hints[name].__metadata__[0], defaults.get(name, ...))
        for name in names
        if hints[name] is not Context
    }


def read(
    arguments: Sequence[str], known: Mapping[str, Parameter], ahead: bool = False
) -> tuple[dict[str, object], list[str]] | None:
    """What `arguments` tell the parameters `known`, and the arguments behind the first that is no option where they are
    read no further (`ahead`). None where anything is not plainly written, or wrong: the library reads it, or says so."""
    options = {word: (name, one) for name, one in known.items() for word in _words(name, one)}
    told: dict[str, object] = {}
    loose: list[str] = []
    rest = list(reversed(arguments))
    while rest:
        word = rest.pop()
        if not word.startswith("-") or word == "-":
            loose.append(word)
            if ahead:
                break
            continue
        if word == "--" and not ahead:
            loose += reversed(rest)
            break
        word, equals, value = word.partition("=")
        if word not in options or (equals and word[:2] != "--"):
            return None
        name, one = options[word]
        if one.type is bool:
            if equals or name in told:
                return None
            told[name] = True
            continue
        if not equals:
            if not rest or (rest[-1] != "-" and rest[-1].startswith("-")):
                return None
            value = rest.pop()
        if one.type == list[str]:
            told.setdefault(name, []).append(value)
        elif name in told or (one.type is int and not _counts(value, one.told_by)):
            return None
        else:
            told[name] = int(value) if one.type is int else value
    rest = [*loose, *reversed(rest)]
    if not ahead:
        if not _handed_out(loose, known, told):
            return None
        rest = []
    left = {name: one.default for name, one in known.items() if name not in told}
    if any(default is ... for default in left.values()):
        return None
    return told | {name: list(one) if isinstance(one, list) else one for name, one in left.items()}, rest


def _words(name: str, one: Parameter) -> Sequence[str]:
    """What an option is called; a flag that has a word for no (--x/--no-x) is left to the library."""
    if isinstance(one.told_by, Argument):
        return ()
    return [word for word in one.told_by.names if "/" not in word] or (() if one.told_by.names else [f"--{name}"])


def _counts(value: str, option: Option) -> bool:
    return value.isdecimal() and len(value) < 10 and int(value) >= (option.min or 0)


def _handed_out(loose: list[str], known: Mapping[str, Parameter], told: dict[str, object]) -> bool:
    """Whether each of the `loose` words is plainly one of the arguments' in `known`; they are `told` it."""
    for name, one in known.items():
        if isinstance(one.told_by, Argument) and loose:
            told[name], loose = (loose, []) if one.type == list[str] else (loose[0], loose[1:])
    return not loose
