"""Keeps what must not be shown out of every diagnostic: the texts that a rule called secret, wherever they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.visible import visible

HIDDEN = "■■■"


def redacted(diagnostics: Iterable[Diagnostic], secrets: Collection[str]) -> Iterator[Diagnostic]:
    """The diagnostics without any of the secret texts, whole or cut by a quotation; a fix that would write one, and
    a line that one stands on in whatever form, are left out."""
    if not secrets:
        yield from diagnostics
        return
    diagnostics = list(diagnostics)
    lines = {
        (one.span.path, line)
        for one in diagnostics
        if one.sensitive
        for line in range(one.span.line, one.span.end_line + 1)
    }

    def hide(text: str | None) -> str | None:
        return hidden_in(text, secrets) if text else text

    def hide_text(text: Text | None) -> Text | None:
        return None if text is None else Text(zh=hide(text.zh), en=hide(text.en))

    for one in diagnostics:
        fix = one.fix
        if fix and (
            hide_text(fix.title) != fix.title
            or any(hide(edit.text) != edit.text for edit in fix.edits)
            or hide(fix.move) != fix.move
        ):
            fix = None
        shown = (one.span.path, one.span.line) not in lines and hide(one.source) == one.source
        source = one.source if shown else None
        yield one._replace(
            message=hide_text(one.message),
            entry=hide(one.entry),
            help=hide_text(one.help),
            field=hide(one.field),
            fix=fix,
            source=source,
            related=tuple((hide_text(text), span) for text, span in one.related),
        )


def forms(texts: Iterable[str]) -> Iterator[str]:
    """The texts in every form in which an output may quote them."""
    for text in filter(None, texts):
        yield text
        yield visible(text)


def concealed(diagnostics: Iterable[Diagnostic], secrets: Collection[str]) -> tuple[Diagnostic, ...]:
    """The diagnostics, without the secret texts in the paths of their files. What is to be written at a path that
    cannot be told is no fix."""
    if not secrets:
        return tuple(diagnostics)
    return tuple(_concealed(one, secrets) for one in diagnostics)


def _concealed(one: Diagnostic, secrets: Collection[str]) -> Diagnostic:
    path = hidden_in(one.span.path, secrets)
    related = tuple((text, span._replace(path=hidden_in(span.path, secrets))) for text, span in one.related)
    fix = one.fix if path == one.span.path else None
    return one._replace(span=one.span._replace(path=path), related=related, fix=fix)


def hidden_in(text: str, secrets: Collection[str]) -> str:
    """`text` without any of the secret texts."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = hidden(text, secret)
    return text


def hidden_value(value: object, secrets: Collection[str]) -> object:
    """A value of an entry without any of the secret texts, in whatever depth."""
    if isinstance(value, str):
        return hidden_in(value, secrets)
    if isinstance(value, Mapping):
        return {hidden_in(key, secrets): hidden_value(member, secrets) for key, member in value.items()}
    if isinstance(value, list):
        return [hidden_value(member, secrets) for member in value]
    return value


def hidden(text: str, secret: str) -> str:
    """`text` without `secret`, and without what is left of it where a quotation was cut with "…"."""
    text = text.replace(secret, HIDDEN)
    for size in range(len(secret) - 1, 3, -1) if "…" in text else ():
        text = text.replace(f"{secret[:size]}…", f"{HIDDEN}…").replace(f"…{secret[-size:]}", f"…{HIDDEN}")
    return text
