"""What a target cannot take, for people: entry by entry, with the line it stands at and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli.diagnostic import Diagnostic, Severity, Span, Text, numbered
from govinfo_cli.edition.exported import Misfit, Unfit
from govinfo_cli.outcome import Outcome, Title
from govinfo_cli.reports import text
from govinfo_cli.settings import Settings
from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.reading import read


def findings(unfit: Unfit, source: Source, settings: Settings) -> Outcome:
    """The misfits as findings of the files that they are in."""
    titles: dict[str, Title] = {}
    by_path: dict[str, list[Misfit]] = {}
    for one in unfit.misfits:
        by_path.setdefault(one.path, []).append(one)
    found = [made for path, those in by_path.items() for made in _placed(path, those, source, settings, titles)]
    return Outcome(
        tuple(numbered(sorted(found, key=lambda one: one.order))),
        (),
        len(by_path),
        len(by_path),
        settings.profile,
        titles=titles,
    )


def told(unfit: Unfit, source: Source, settings: Settings, lang: str, color: bool) -> str:
    """The findings in groups, and that nothing was exported."""
    outcome = findings(unfit, source, settings)
    rest = unfit.count - len(unfit.misfits)
    more = (
        Text(zh=f"（只列出前 {len(unfit.misfits)} 处）", en=f" (the first {len(unfit.misfits)})")
        if rest
        else Text("", "")
    )
    last = Text(
        zh=f"有 {unfit.count} 处不符合导出模板“{unfit.target.zh}”的要求{more.zh}，没有导出。",
        en=f"{unfit.count} values are not as the target '{unfit.target.en}' wants them{more.en}; nothing is exported.",
    )
    return "\n\n".join([*text.groups(outcome, lang, color), last.of(lang)]) + "\n"


def _placed(
    path: str, misfits: list[Misfit], source: Source, settings: Settings, titles: dict[str, Title]
) -> Iterator[Diagnostic]:
    document = read(path, read_one(source, path) or b"", settings.shape.typed)
    if isinstance(document.data, dict) and path != "catalog/catalog.yaml":
        said = (document.data.get(key) for key in ("owner", "name", "code"))
        titles[path] = Title(*(one if isinstance(one, str) else None for one in said))
    for one in misfits:
        span = document.span(one.route) if document.root is not None else Span(path)
        line = document.lines[span.line - 1] if span.line <= len(document.lines) else None
        field = ".".join(str(step) for step in one.route) or None
        yield Diagnostic(
            one.kind, Severity.ERROR, one.message, span, entry=one.entry, field=field, help=one.help, source=line
        )
