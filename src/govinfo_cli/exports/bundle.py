"""The bundle for upload (上传包): what goes out, what stays in, and the manifest that proves both; one zip, always in Chinese.

Same commit, version and arguments, same bytes: everything is read from the commit, and nothing else is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from govinfo_cli import exports
from govinfo_cli.bundle import Bundle
from govinfo_cli.change.comparison import Comparison, compare
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.edition.exported import Edition, Exported, LeftOut, Unfit
from govinfo_cli.git import objects as git
from govinfo_cli.lookup import entries
from govinfo_cli.package import cover, manifest
from govinfo_cli.package.names import is_safe
from govinfo_cli.package.tally import Tally
from govinfo_cli.package.zipping import Waiting, Zipped, waiting
from govinfo_cli.predecessor import predecessor
from govinfo_cli.provenance import moment, tree_of
from govinfo_cli.release import before, release_at, releases
from govinfo_cli.reports import encoded, report
from govinfo_cli.reviews import review
from govinfo_cli.settings import CatalogError
from govinfo_cli.sharing import INSIDE, OUTSIDE
from govinfo_cli.source import Folder, Overlay, Revision
from govinfo_cli.statistics import Statistics, count
from govinfo_cli.statistics import report as figures
from govinfo_cli.template import target as layouts
from govinfo_cli.visible import shown

ENDING = ".zip"
WISHES = ("targets", "since")
FROM_COMMIT = True
# What is in it unless targets are named; where there is no --scope, the general formats are for others to see.
GENERAL, OUT, IN = ("xlsx", "csv", "json"), ("platform-csv",), ("internal-platform",)
# They bear the version of the library that made them, or are no form of the entries.
_NEVER = ("bundle", "parquet", "sqlite", "codeowners")
_LANG = "zh"


@dataclass
class _Parts:
    """What is made so far."""

    files: dict[str, Waiting] = field(default_factory=dict)
    counts: dict[str, dict] = field(default_factory=dict)
    targets: list[dict] = field(default_factory=list)
    left_out: dict[tuple, LeftOut] = field(default_factory=dict)
    unfit: list[dict] = field(default_factory=list)


def bundle(edition: Edition) -> Bundle:
    """The one file. Raises CatalogError, GitError, and Unfit where a target that was asked for cannot take the entries."""
    edition = edition._replace(lang=_LANG)
    began = _since(edition)
    parts = _Parts()
    for name, target, side, asked in _chosen(edition):
        edition.step(Text(zh=f"正在导出 {shown(name)}", en=f"exporting {shown(name)}"))
        _add(parts, edition, name, target, side, asked)
    commit = Revision(edition.source.root, "", edition.commit) if edition.commit else None
    made = moment(commit) if commit else None
    said = _manifest(edition, parts, began, commit, made)
    if edition.scope != OUTSIDE:
        edition.step(Text(zh="正在写报告和封面", en="writing reports and the cover"))
        compared = _compared(edition, began)
        parts.files |= {path: waiting(raw) for path, raw in _inside(edition, said, compared).items()}
    said["members"] = manifest.members(parts.files)
    parts.files[manifest.PATH] = waiting(manifest.encoded(manifest.sealed(said)))
    said_once = {(left.key, left.why): left for left in parts.left_out.values()}
    for left in said_once.values():
        edition.leave(left)
    edition.step(Text(zh="正在打包", en="packing"))
    try:
        done = Zipped(parts.files, made)
    except OverflowError:
        raise CatalogError(
            Text(zh="上传包超过 4 GB，装不下", en="the bundle would be more than 4 GB"),
            Text(zh="用  --owner  分提供方导出", en="export it owner by owner with --owner"),
        ) from None
    edition.step(Text("", ""))
    return Bundle({"上传包.zip": done})


def _chosen(edition: Edition) -> Iterator[tuple[str, str | None, str, bool]]:
    """(name, target or None, side, whether it was asked for) of all that goes into upload/. Raises CatalogError."""
    asked = edition.wishes.targets
    own = {OUTSIDE: (*GENERAL, *OUT), INSIDE: (*GENERAL, *IN), None: (*GENERAL, *OUT, *IN)}[edition.scope]
    for name in dict.fromkeys(asked or own):
        if name in _NEVER:
            raise CatalogError(
                Text(zh=f"上传包里不能有 {name}", en=f"{name} cannot be in a bundle"),
                Text(zh=f"单独导出：catalog export -f {name}", en=f"export it by itself: catalog export -f {name}"),
            )
        form = exports.form(name, edition.file)
        if form.side and edition.scope and form.side != edition.scope:
            raise CatalogError(
                Text(
                    zh=f"导出模板“{shown(name)}”不是这一侧用的，不能加  --scope {edition.scope}",
                    en=f"target '{shown(name)}' is for the other side, not for --scope {edition.scope}",
                ),
                Text(zh=f"去掉  --scope  或  --target {shown(name)}", en="leave --scope or that --target out"),
            )
        yield name, form.target, form.side or edition.scope or OUTSIDE, bool(asked)


def _add(parts: _Parts, edition: Edition, name: str, target: str | None, side: str, asked: bool) -> None:
    """Puts the files of one target below upload/."""
    part = edition.towards(side, target)
    counted = Tally()

    def read() -> Iterator[Exported]:
        nonlocal counted
        counted = Tally()
        for entry in part.read():
            counted.add(entry.data)
            yield entry

    def leave(left: LeftOut) -> None:
        parts.left_out.setdefault((side, name, _public(left.key), left.why), left._replace(key=_public(left.key)))

    def tell(text: Text) -> None:
        edition.tell(Text(zh=f"{shown(name)} · {text.zh}", en=f"{shown(name)} · {text.en}"))

    one = part._replace(lang=_LANG, read=read, leave=leave, tell=tell)
    try:
        made = exports.form(name, edition.file).module.bundle(one).files
    except Unfit as unfit:
        if asked:
            raise
        first = unfit.misfits[0].message
        why = Text(
            zh=f"有 {unfit.count} 处不符合它的要求，例如：{first.zh}",
            en=f"{unfit.count} values are not as it wants them, such as: {first.en}",
        )
        parts.unfit.append({"target": name, "side": side, "why": why._asdict()})
        edition.tell(
            Text(
                zh=f"上传包里没有 {name}：{why.zh}；运行  catalog export -f {name} -o 文件夹  逐处查看",
                en=f"{name} is not in the bundle: {why.en}; catalog export -f {name} -o FOLDER tells where",
            )
        )
        return
    folder = f"upload/{side}/" + (f"{name}/" if target or len(made) > 1 else "")
    paths = {path: f"{folder}{path}" for path in made}
    for path in paths.values():
        if not is_safe(path):
            raise CatalogError(
                Text(zh=f"“{shown(path)}”在 Windows 上不能作文件名", en=f"'{shown(path)}' is no file name on Windows"),
                Text(zh="在导出模板里换个文件名", en="give it another name in the target"),
            )
    parts.files |= {paths[path]: waiting(raw) for path, raw in made.items()}
    for left in part.kept():
        parts.left_out[side, "", _public(left.key), left.why] = left
    parts.counts.setdefault(side, counted.said())
    title = exports.TITLES[name] if name in exports.TITLES else layouts.target(name, edition.file).title
    told = {"name": name, "title": title._asdict(), "side": side, "files": sorted(paths.values())}
    parts.targets.append(told | ({"sha256": manifest.target_digest(target, edition)} if target else {}))


def _public(key: str) -> str:
    """What the office calls its own keys is nobody's business outside."""
    return ".".join("x-…" if step.startswith("x-") else step for step in key.split("."))


def _since(edition: Edition) -> tuple[str | None, Revision | Overlay | None]:
    """The release before (its number, where it is one) and its state: as the tag of this release says, else as the tags
    of the history do. Raises GitError."""
    source, said = edition.source, edition.wishes.since
    if not isinstance(source, (Folder, Revision)) or edition.commit is None or edition.scope == OUTSIDE:
        return None, None
    known = releases(source)
    own = next((one for one in known if one.number == edition.release), None)
    if own is not None and own.previous and said in (None, own.previous[1]):
        return own.previous[0], predecessor(own, source)
    if said == "" or own is not None and said is None:  # with no release before it, whatever tags there are
        return None, None
    if said is not None:
        began = Revision(source.root, said)
        earlier = release_at(known, began.commit)
        return earlier.number if earlier else None, began
    if git.is_shallow(source.root):
        raise git.GitError(
            Text(
                zh="浅克隆里看不到以前的审定版，比不出变更",
                en="a shallow clone does not tell which release came before",
            ),
            Text(
                zh="先运行  git fetch --unshallow --tags  ；或用  --since 版本  写明；只要对外的，加上  --scope external",
                en="run git fetch --unshallow --tags, name it with --since REV, or take --scope external",
            ),
        )
    earlier = before(known, source.root, edition.commit)
    return (earlier.number, Revision(source.root, "", earlier.commit)) if earlier else (None, None)


def _manifest(
    edition: Edition,
    parts: _Parts,
    began: tuple[str | None, Revision | Overlay | None],
    commit: Revision | None,
    made: datetime | None,
) -> dict:
    """Everything but the members."""
    outcome, settings = edition.outcome, edition.settings
    number, earlier = began
    publisher = settings.publisher
    return {
        "schemaVersion": manifest.SCHEMA_VERSION,
        "kind": "catalog-bundle",
        "tool": manifest.tool(),
        "title": settings.title,
        "publisher": {key: said for key in ("name", "uscc") if isinstance(said := publisher.get(key), str)},
        "status": edition.status._asdict(),
        "release": None if edition.changed else edition.release,
        "commit": edition.commit,
        "tree": tree_of(commit) if commit else None,
        "dirty": edition.changed,
        "time": made.isoformat() if made else None,
        "profiles": manifest.profiles(edition),
        "arguments": {
            "scope": edition.scope,
            "targets": list(edition.wishes.targets),
            "owners": list(edition.owners),
            "profiles": list(settings.profile.names),
            "allowErrors": edition.errors > 0,
        },
        "previous": {"release": number, "commit": earlier.commit} if earlier else None,
        "check": {
            "errors": edition.errors,
            "warnings": outcome.count(Severity.WARNING),
            "infos": outcome.count(Severity.INFO),
        },
        "targets": parts.targets,
        "counts": dict(sorted(parts.counts.items())),
        "leftOut": [
            {"side": side, "target": name or None, "key": key, "count": left.count, "why": why._asdict()}
            for (side, name, key, why), left in sorted(parts.left_out.items())
        ],
        "unfit": parts.unfit,
    }


def _compared(edition: Edition, began: tuple[str | None, Revision | Overlay | None]) -> Comparison | None:
    return compare(began[1], edition.source) if began[1] is not None else None


def _inside(edition: Edition, said: dict, compared: Comparison | None) -> dict[str, bytes]:
    """The files of internal/."""
    counted = _counted(edition)
    files: dict[str, str | bytes] = {
        "检查报告.json": report("json").render(edition.outcome, _LANG),
        "检查报告.xlsx": report("xlsx").render(edition.outcome, _LANG),
        "统计.json": encoded(figures(counted, edition.catalog)),
    }
    if compared is not None:
        files |= {
            "变更比对.html": review("html").render(compared, _LANG),
            "变更比对.md": review("markdown").render(compared, _LANG),
            "变更比对.json": review("json").render(compared, _LANG),
        }
    files["封面.html"] = cover.page(edition, said, counted, compared, sorted(files))
    return {
        f"internal/{name}": raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")
        for name, raw in files.items()
    }


def _counted(edition: Edition) -> Statistics:
    found = [entry.path for entry in edition.towards(None, None).read()]
    files = (edition.source.find(path) for path in found)
    read = entries(edition.source, edition.settings, [file for file in files if file is not None])
    return count(edition.catalog, read, ("owner", "share", "class", "cycle", "format"))
