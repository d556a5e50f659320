"""Annotations for GitHub Actions, the heaviest first; the harmless in one line, since GitHub shows ten of a level."""

from __future__ import annotations

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.change.versions import SETTINGS
from govinfo_cli.diagnostic import Span
from govinfo_cli.reports.github import annotation
from govinfo_cli.visible import visible


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """A command a change; nothing at all when there are none. `full` gives the harmless a command each."""
    harmless = comparison.at(Level.INFO)
    listed = [case for case in comparison.cases if full or case not in harmless]
    lines = [_annotation(comparison, case, lang) for case in listed]
    if harmless and not full:
        title = reviewing.LEVELS[Level.INFO].of(lang)
        said = reviewing.folded(harmless).of(lang)
        lines.append(annotation(Level.INFO.severity, Span(SETTINGS), f"{title} {len(harmless)}", visible(said)))
    return "".join(lines)


def _annotation(comparison: Comparison, case: Case, lang: str) -> str:
    title = f"{reviewing.LEVELS[case.level].of(lang)} · {case.judged.verdict.title.of(lang)}"
    lines = [f"{reviewing.heading(case).of(lang)}", visible(case.message.of(lang))]
    lines += [f"{kind.of(lang)} {said.of(lang)}" for kind, said in reviewing.grounds(comparison, case)]
    lines += [visible(said.of(lang)) for said in reviewing.opinions(comparison, case)]
    return annotation(case.level.severity, case.span, title, "\n".join(lines))
