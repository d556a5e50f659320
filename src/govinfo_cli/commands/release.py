"""`catalog release`: an approved state of the catalogue as an annotated tag; `release list` tells what was approved when."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from govinfo_cli import answering
from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import KINDS, Comparison, compare
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.option import Argument, Context, Option
from govinfo_cli.release import Release, for_people, releases, tag_of
from govinfo_cli.releasing import Registered, asked, prepared, register
from govinfo_cli.running import Globals, UsageError, today
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder, Revision, Source
from govinfo_cli.visible import shown, visible

LIST = "list"
FORMATS = ("text", "json", "csv", "xlsx")
SCHEMA_VERSION = 1


def release(
    context: Context,
    number: Annotated[
        str,
        Argument(
            metavar="编号|list",
            help="审定版编号，如 2026-1；list 列出已登记的 (number of the release; list: those that are there)",
        ),
    ],
    approval: Annotated[
        str | None, Option("--approval", help="审定文件：名称、文号 (the document that approves it)")
    ] = None,
    fact: Annotated[
        list[str], Option("--fact", help="规范要求的其他各项，名称=内容，可多次 (what else a profile asks for)")
    ] = [],
    date: Annotated[str | None, Option("--date", help="审定日期，默认今天 (day of the approval) YYYY-MM-DD")] = None,
    rev: Annotated[str | None, Option("--rev", help="登记某个版本 (a revision); 默认当前提交")] = None,
    sign: Annotated[str | None, Option("--sign", help="用 ssh 私钥签名 (sign the tag with an ssh key)")] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="只看会登记什么，不登记 (show it, register nothing)")] = False,
    format: Annotated[str | None, Option("--format", "-f", help="list: text|json|csv|xlsx")] = None,
    output: Annotated[str | None, Option("--output", "-o", help="list: 写入文件 (write to FILE)")] = None,
) -> None:
    """登记审定版 (register an approved state)。"""
    settings: Globals = context.obj
    if number == LIST:
        _refuse({"--approval": approval, "--fact": fact, "--date": date, "--sign": sign, "--dry-run": dry_run}, True)
        _list(settings, rev, format, output)
        return
    _refuse({"--format": format, "--output": output}, False)
    if settings.profiles:
        raise UsageError(
            Text(
                zh="登记审定版按 catalog.yaml 写明的规范，不能加  --profile",
                en="a release goes by the profiles of catalog.yaml",
            ),
            Text(zh="去掉  --profile", en="leave --profile out"),
        )
    if sign is not None and not os.path.isfile(sign):
        raise UsageError(
            Text(zh=f"--sign：没有文件“{shown(sign)}”", en=f"--sign: no file '{shown(sign)}'"),
            Text(zh="写 ssh 私钥的文件名", en="name the file of an ssh private key"),
        )
    source = _source(settings, rev)
    day = today(date, "--date").isoformat()
    made = prepared(source, number, day, _said(approval, fact), answering.steps(settings))
    if dry_run:
        sys.stdout.write(f"{for_people(made.message).rstrip()}\n")
        _tell_uncarried(made, settings)
        return
    register(source, made, str(Path(sign).resolve()) if sign else None)
    tag = made.release.tag
    sys.stdout.write(
        Text(
            zh=f"已登记审定版 {number}（标签 {tag}，提交 {made.release.commit[:12]}），目录条目 {made.release.counts['entries']} 条\n",
            en=f"release {number} registered: tag {tag}, commit {made.release.commit[:12]}, {made.release.counts['entries']} entries\n",
        ).of(settings.lang)
    )
    if not settings.quiet:
        said = Text(
            zh=f"没有推送；推送  git push origin {tag} ；导出上传包  catalog export -f bundle --rev {tag} -o 上传包.zip",
            en=f"nothing is pushed: git push origin {tag}; its bundle: catalog export -f bundle --rev {tag} -o bundle.zip",
        )
        print(said.of(settings.lang), file=sys.stderr)
    _tell_uncarried(made, settings)


def _tell_uncarried(made: Registered, settings: Globals) -> None:
    """Says where a shallow clone of the tag will not do: too much has changed to be in a tag."""
    if made.carries or settings.quiet or made.release.previous is None:
        return
    before = tag_of(made.release.previous[0])
    said = Text(
        zh=f"与上一审定版相差太多，标签里装不下；在浅克隆里导出上传包，要先运行  git fetch --depth 1 origin tag {before}",
        en=f"too much has changed since the release before to be in a tag: to export the bundle in a shallow clone, "
        f"first run git fetch --depth 1 origin tag {before}",
    )
    print(said.of(settings.lang), file=sys.stderr)


def _refuse(options: dict[str, object], listing: bool) -> None:
    for option, given in options.items():
        if given:
            raise UsageError(
                Text(
                    zh=f"{option} 不能用于 release list" if listing else f"{option} 只用于 release list",
                    en=f"{option} says nothing for release list" if listing else f"{option} is for release list",
                ),
                Text(zh=f"去掉  {option}", en=f"leave {option} out"),
            )


def _source(settings: Globals, rev: str | None) -> Folder | Revision:
    root = settings.repository()
    if git.top(root) is None and not git.is_repository(root):
        raise UsageError(
            Text(zh="这里不是 git 仓库，没有版本可以登记", en="this is no git repository: there is nothing to release"),
            Text(zh="先运行  git init  并提交一次", en="run git init and commit once first"),
        )
    return Revision(root, rev) if rev is not None else settings.source()


def _said(approval: str | None, facts: Sequence[str]) -> dict[str, str]:
    """The facts of the command line. Raises UsageError."""
    said = {} if approval is None else {"approval": approval}
    for fact in facts:
        name, equals, text = fact.partition("=")
        if not equals:
            raise UsageError(
                Text(zh=f"--fact：“{shown(fact)}”没有等号", en=f"--fact: no '=' in '{shown(fact)}'"),
                Text(zh=f'写成  --fact {shown(name)}="文件名称、文号或日期"', en=f'write --fact {shown(name)}="…"'),
            )
        said[name.strip()] = text
    return said


def _list(settings: Globals, rev: str | None, form: str | None, output: str | None) -> None:
    form = answering.format_of(form, output, FORMATS) or "text"
    source = _source(settings, rev)
    found = releases(source)
    since = None
    if found:
        last = found[-1]
        since = compare(Revision(source.root, last.commit, last.commit), source, settings.profiles)
    if form == "json":
        answering.deliver(answering.json_text(_data(found, since)), output)
    elif form == "text":
        answering.deliver("".join(f"{line}\n" for line in _lines(found, since, source, settings.lang)), output)
    else:
        head, *rows = _table(found, settings.lang)
        answering.deliver(answering.tabular(settings, form, output, head, rows, frozenset((2,))), output, form)


def _table(found: list[Release], lang: str) -> Iterator[list[str]]:
    titles = (
        ("审定版", "审定日期", "目录条目", "审定文件", "提交"),
        ("release", "date", "entries", "approval", "commit"),
    )
    yield list(titles[lang == "en"])
    for one in reversed(found):
        entries = str(one.counts.get("entries", ""))
        yield [
            visible(cell)
            for cell in (one.number, one.date, entries, str(one.facts.get("approval", "")), one.commit[:12])
        ]


def _lines(found: list[Release], since: Comparison | None, source: Source, lang: str) -> Iterator[str]:
    if since is None:
        yield Text(
            zh="还没有登记过审定版；登记：  catalog release 2026-1 --approval 审定文件",
            en="no release yet; register one: catalog release 2026-1 --approval DOCUMENT",
        ).of(lang)
        return
    from govinfo_cli.columns import aligned

    head, *rows = _table(found, lang)
    yield aligned(head, rows, frozenset((2,))).rstrip("\n")
    titles = {one.key: one.title for one in asked(open_settings(source).profile)}
    for key, said in found[-1].facts.items():
        if key != "approval":
            yield f"  {titles[key].of(lang) if key in titles else visible(key)}  {visible(str(said))}"
    yield ""
    told = reviewing.summary(since).of(lang)
    yield Text(zh=f"审定版 {found[-1].number} 以来：{told}", en=f"since release {found[-1].number}: {told}").of(lang)
    alarm = reviewing.alarm(since)
    if alarm:
        yield alarm.of(lang)
    if since.cases:
        yield Text(
            zh=f"逐处查看  catalog diff {found[-1].tag}", en=f"change by change: catalog diff {found[-1].tag}"
        ).of(lang)


def _data(found: list[Release], since: Comparison | None) -> dict:
    listed = [
        one._asdict()
        | {
            "tag": one.tag,
            "previous": {"release": one.previous[0], "commit": one.previous[1]} if one.previous else None,
        }
        for one in reversed(found)
    ]
    changes = None
    if since is not None:
        counts = {kind: since.entries(kind) for kind in KINDS}
        counts |= {level.word: len(since.at(level)) for level in sorted(Level, reverse=True)}
        changes = {"release": found[-1].number, "old": since.old, "new": since.new, "summary": counts}
    return {"schemaVersion": SCHEMA_VERSION, "releases": listed, "since": changes}
