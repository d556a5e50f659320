"""A bundle made once more from the commit that it names, and held against what it is: byte for byte, or as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from govinfo_cli import __version__
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.edition.exported import Unfit, Wishes
from govinfo_cli.exporting import Order, shipment
from govinfo_cli.git import objects as git
from govinfo_cli.irregularity import irregularity
from govinfo_cli.package import manifest, rereading
from govinfo_cli.package.held import Part
from govinfo_cli.package.zipping import Waiting, Zipped
from govinfo_cli.provenance import tree_of
from govinfo_cli.release import ALL, is_number, releases, tag_of
from govinfo_cli.settings import CatalogError, open_settings
from govinfo_cli.source import Revision
from govinfo_cli.visible import shown

_NAMED = 20
# Of a manifest: what another version of the tool must say alike.
_LASTING = ("title", "publisher", "release", "commit", "tree", "dirty", "time", "arguments", "previous", "counts")


def reproduced(held: Part, members: Mapping[str, Part], said: Mapping, path: str, root: Path) -> Iterator[Diagnostic]:
    """What is not as the repository at `root` makes it again."""
    commit = said["commit"]
    try:
        if git.commit_of(root, commit) != commit:
            raise git.GitError(Text(zh="", en=""))
    except git.GitError:
        yield irregularity(
            "bundle-unknown-commit",
            path,
            Text(zh=f"这个仓库里没有提交 {commit[:12]}", en=f"there is no commit {commit[:12]} in this repository"),
            Text(
                zh="先运行  git fetch --tags ；不是从这个目录库导出的，换到那个目录库，或换到仓库以外的文件夹核验",
                en="run git fetch --tags, or verify in the repository that it came from, or outside of any",
            ),
        )
        return
    source = Revision(root, commit, commit)
    if said["tree"] != (tree := tree_of(source)):
        text = Text(zh=f"提交 {commit[:12]} 的内容树是 {tree}", en=f"the tree of commit {commit[:12]} is {tree}")
        yield irregularity("bundle-wrong-tree", manifest.PATH, text)
    if said["dirty"]:
        return
    yield from _released(held, said, path, source)
    if said["tool"]["version"] != __version__:
        version = shown(said["tool"]["version"])
        yield irregularity(
            "bundle-other-version",
            path,
            Text(
                zh=f"由 catalog {version} 导出，现在是 {__version__}：按内容比较，不逐字节",
                en=f"made by catalog {version}, this is {__version__}: compared as data, not byte for byte",
            ),
        )
    try:
        again = next(iter(shipment(source, _order(said)).bundle.files.values()))
    except Exception as error:
        if not isinstance(error, Unfit) and not hasattr(error, "text"):
            raise
        why = Text(zh="导出模板装不下", en="a target cannot take it") if isinstance(error, Unfit) else error.text
        text = Text(zh=f"按提交重新导出不成：{why.zh}", en=f"the commit cannot be exported again: {why.en}")
        # What git has not got is the release before: nothing is wrong with the bundle that a fetch would not tell.
        kind = "bundle-unknown-commit" if isinstance(error, git.GitError) else "bundle-not-reproduced"
        yield irregularity(kind, path, text, getattr(error, "help", None))
        return
    if not _same(held, again):
        yield from _differing(members, again.members, said["tool"]["version"] == __version__)


def _order(said: Mapping) -> Order:
    """What was asked for when it was made."""
    arguments, previous = said["arguments"], said["previous"]
    return Order(
        "bundle",
        tuple(arguments["profiles"]),
        arguments["scope"],
        tuple(arguments["owners"]),
        arguments["allowErrors"],
        Wishes(since=previous["commit"] if previous else "", targets=tuple(arguments["targets"])),
        release=said["release"],
        sealed=False,
    )


def _same(held: Part, again: Zipped) -> bool:
    reached = 0
    for piece in again:
        if held.at(reached, len(piece)) != piece:
            return False
        reached += len(piece)
    return reached == held.size


def _differing(members: Mapping[str, Part], again: Mapping[str, Waiting], exact: bool) -> Iterator[Diagnostic]:
    told = 0
    for path in sorted({*members, *again}):
        here, there = members.get(path), again.get(path)
        if (
            here is not None
            and there is not None
            and here.sha256 == there.sha256
            or told == _NAMED
            or not exact
            and here is not None
            and there is not None
            and _alike(path, here, there)
        ):
            continue
        told += 1
        label = shown(path, 120)
        if here is None:
            text = Text(zh=f"重新导出的有“{label}”，这里没有", en=f"exported again there is '{label}', here not")
        elif there is None:
            text = Text(zh=f"重新导出的没有“{label}”", en=f"exported again there is no '{label}'")
        else:
            text = Text(
                zh=f"“{label}”与按提交重新导出的不同", en=f"'{label}' is not what the commit gives when exported again"
            )
        yield irregularity(
            "bundle-not-reproduced",
            path,
            text,
            Text(zh="重新取一份原件，或重新导出一份", en="get the original again, or export it anew"),
        )


def _alike(path: str, here: Part, there: Waiting) -> bool:
    """Whether two members say the same; of what is no data nothing is said."""
    if path == manifest.PATH:
        one, other = (json.loads(raw.read()) for raw in (here, there))
        return all(one.get(key) == other.get(key) for key in _LASTING)
    if not path.startswith("upload/"):
        return True
    try:
        if path.endswith(".json"):
            one, other = (json.loads(raw.read()) for raw in (here, there))
            return (one["entries"] == other["entries"]) if "entries" in one else one == other
        if path.endswith(".csv"):
            rows = (rereading.csv_rows(raw.read()) for raw in (here, there))
            return all(one == other for one, other in zip_longest(*rows))
        if path.endswith(".xlsx"):
            return rereading.cells(here.read(), path) == rereading.cells(there.read(), path)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    except rereading.Unread:
        return False  # whose digests differ
    return True


def _released(held: Part, said: Mapping, path: str, source: Revision) -> Iterator[Diagnostic]:
    """Whether it is the release that it says it is."""
    number = said["release"]
    if number is None:
        return
    own = next((one for one in releases(source) if one.number == number), None)
    if own is None or own.commit != said["commit"]:
        # Somebody will type it: nothing of a forger's may stand in it.
        see = f"git show {tag_of(number)}" if is_number(number) else "catalog release list"
        yield irregularity(
            "bundle-unknown-release",
            path,
            Text(
                zh=f"自称审定版 {shown(number)}，这个仓库里这个提交没有登记过",
                en=f"it says that it is release {shown(number)}, which this commit is not in this repository",
            ),
            Text(zh=f"先运行  git fetch --tags  ；再看  {see}", en=f"run git fetch --tags, then see {see}"),
        )
        return
    arguments, previous = said["arguments"], said["previous"]
    try:
        usual = tuple(arguments["profiles"]) == open_settings(source).profile.names
    except CatalogError:
        usual = False
    usual = usual and not (arguments["targets"] or arguments["owners"] or arguments["allowErrors"])
    if arguments["scope"] is None:
        usual = usual and (previous or {}).get("commit") == (own.previous[1] if own.previous else None)
    known = own.bundles.get(arguments["scope"] or ALL)
    if usual and known is not None and held.sha256 != known:
        text = Text(
            zh=f"不是审定版 {shown(number)} 登记的那个上传包（登记的 sha256 {known[:16]}…）",
            en=f"not the bundle that was registered with release {shown(number)} (sha256 {known[:16]}…)",
        )
        yield irregularity("bundle-not-the-released", path, text)
