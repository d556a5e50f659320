"""`catalog validate`: check the catalogue, report what lies under the paths."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from govinfo_cli import reports, rules
from govinfo_cli.bundle import write_file
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.running import Globals, UsageError, relative, today
from govinfo_cli.validation import NothingMatched, Request
from govinfo_cli.validation import validate as run


def validate(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(help="要报告的文件或文件夹；默认全部 (files or folders to report on)", show_default=False),
    ] = [],
    format: Annotated[list[str], typer.Option("--format", "-f", help="报告格式 (format of the report), 可多次")] = [],
    output: Annotated[
        list[str], typer.Option("--output", "-o", help="报告写入文件 (write the report to FILE), 与 -f 成对")
    ] = [],
    rev: Annotated[str | None, typer.Option("--rev", help="检查某个版本 (check a revision), 不用检出")] = None,
    select: Annotated[list[str], typer.Option("--select", help="只检查这些检查项 (only these rules)")] = [],
    ignore: Annotated[list[str], typer.Option("--ignore", help="本次不检查 (leave these rules out of this run)")] = [],
    fail_on: Annotated[str, typer.Option("--fail-on", help="error|warning|info|never")] = "error",
    day: Annotated[str | None, typer.Option("--today", help="按哪一天检查 (the day to count from) YYYY-MM-DD")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="并行进程数 (processes), 0 = 自动")] = 0,
) -> None:
    """检查目录 (check the catalogue)。"""
    settings: Globals = context.obj
    pairs = _pairs(format, output)
    source = settings.source(rev)
    request = Request(
        today=today(day),
        profiles=settings.profiles,
        paths=tuple(relative(source.root, path) for path in paths),
        select=_rules(select, "--select"),
        ignore=_rules(ignore, "--ignore"),
        fail_on=_level(fail_on),
        jobs=jobs,
    )
    try:
        outcome = run(source, request)
    except NothingMatched as nothing:
        raise UsageError(
            Text(zh=f"“{nothing.path}”下没有目录条目", en=f"no entry under '{nothing.path}'"),
            Text(
                zh="检查路径是否写错；不写路径则检查整个目录",
                en="check the path; without one the whole catalogue is reported",
            ),
        ) from None
    for name, file in pairs:
        text = reports.report(name).render(outcome, settings.lang, file is None and settings.colored(sys.stdout))
        if file is None:
            sys.stdout.write(text)
        else:
            write_file(Path(file), text.encode() if isinstance(text, str) else text)
    raise typer.Exit(1 if outcome.failed else 0)


def _pairs(formats: list[str], outputs: list[str]) -> list[tuple[str, str | None]]:
    """Formats and files in pairs; a missing format is told by the file's ending, a missing file is stdout."""
    known = "、".join(reports.NAMES)
    count = max(len(formats), len(outputs), 1)
    pairs = []
    for place in range(count):
        file = outputs[place] if place < len(outputs) else None
        name = (
            formats[place]
            if place < len(formats)
            else reports.ENDINGS.get(Path(file).suffix.lower())
            if file
            else "text"
        )
        if name not in reports.NAMES:
            raise UsageError(
                Text(zh=f"没有这种报告格式：“{name or file}”", en=f"unknown report format: '{name or file}'"),
                Text(zh=f"可用：{known}", en=f"formats: {known}"),
            )
        pairs.append((name, None if file == "-" else file))
    if sum(file is None for _, file in pairs) > 1:
        raise UsageError(
            Text(zh="几份报告都要写到屏幕", en="more than one report for stdout"),
            Text(zh="给每份报告配一个  -o 文件", en="give each report its own -o FILE"),
        )
    return pairs


def _rules(words: list[str], option: str) -> frozenset[str]:
    found = set()
    for word in (part for line in words for part in line.split(",")):
        name = rules.find(word.strip())
        if name is None:
            import difflib

            near = difflib.get_close_matches(word, rules.NAMES, n=1)
            raise UsageError(
                Text(zh=f"{option}：没有检查项“{word}”", en=f"{option}: no rule '{word}'"),
                Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?") if near else None,
            )
        found.add(name)
    return frozenset(found)


def _level(word: str) -> Severity | None:
    if word == "never":
        return None
    try:
        return Severity.of(word)
    except KeyError:
        raise UsageError(
            Text(zh=f"--fail-on：没有“{word}”这个等级", en=f"--fail-on: no level '{word}'"),
            Text(zh="可用：error、warning、info、never", en="levels: error, warning, info, never"),
        ) from None
