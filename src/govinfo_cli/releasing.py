"""The pipeline of `release`: a committed state without errors, its bundles and what was approved, to an annotated tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from govinfo_cli import __version__, exporting
from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Comparison, compare
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.package import manifest
from govinfo_cli.predecessor import packed
from govinfo_cli.profile import Profile
from govinfo_cli.provenance import state
from govinfo_cli.release import ALL, Release, before, is_number, message, release_at, releases, tag_of
from govinfo_cli.settings import open_settings
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, OUTSIDE, UNCONDITIONAL
from govinfo_cli.source import Folder, Revision
from govinfo_cli.visible import shown, visible

_LONGEST = 300  # characters of a fact


class NotReleased(Exception):
    """The state is not registered; `text` says why, `help` the way out."""

    def __init__(self, text: Text, help: Text) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Fact(NamedTuple):
    """What is asked for before a release: `cites` are the articles that it rests on."""

    key: str
    title: Text
    cites: tuple[str, ...]


class Registered(NamedTuple):
    """A release, the message of its tag, how it differs from the release before it (None: there is none), and whether the
    tag carries enough of that for a shallow clone."""

    release: Release
    message: str
    compared: Comparison | None
    carries: bool = True


def asked(profile: Profile) -> list[Fact]:
    """What the profiles ask for (profile.yaml, `release`), in reading order; a later one adds what the fact rests on."""
    found: dict[str, Fact] = {}
    for name in profile.chain:
        for line in profile.facts[name].get("release", ()):
            known = found.get(line["key"])
            cites = tuple(f"{name}#{cite}" for cite in line.get("cites", ()))
            found[line["key"]] = Fact(line["key"], Text(**line["title"]), (*(known.cites if known else ()), *cites))
    return list(found.values())


def prepared(
    source: Folder | Revision,
    number: str,
    date: str,
    said: Mapping[str, str],
    step: Callable[[Text], None] = lambda text: None,
) -> Registered:
    """The release `number` of `source`; `said` are the facts by key or title. Nothing is written.

    Raises NotReleased, and what an export raises: a catalogue with errors is not released.
    """
    _check_number(number)
    commit = _commit(source)
    revision = Revision(source.root, commit, commit)
    profile = open_settings(revision).profile
    facts = _facts(profile, said)
    known = releases(source)
    _check_new(known, source, number, commit)
    bundles, made = {}, {}
    for scope in (None, OUTSIDE):
        order = exporting.Order("bundle", scope=scope, step=step, release=number, sealed=False)
        zipped = next(iter(exporting.shipment(revision, order).bundle.files.values()))
        bundles[scope or ALL] = zipped.sha256
        made = made or manifest.read(zipped.members[manifest.PATH].read())
        del zipped
    earlier = before(known, source.root, commit)
    outside = made["counts"].get(OUTSIDE, {"entries": 0, "share": {}})
    counts = {"entries": outside["entries"]} | outside["share"]
    previous = (earlier.number, earlier.commit) if earlier else None
    release = Release(number, date, commit, made["tree"], facts, counts, bundles, previous, __version__)
    began = Revision(source.root, earlier.commit, earlier.commit) if earlier else None
    compared = compare(began, revision) if began else None
    head = _head(release, made["title"], profile, compared)
    carried = packed(began, revision) if began else ""
    return Registered(release, message(release, head, carried), compared, began is None or bool(carried))


def register(source: Folder | Revision, made: Registered, key: str | None = None) -> None:
    """Makes the tag, signed with the ssh key in the file `key` where one is given. Raises GitError and NotReleased."""
    release = made.release
    try:
        git.make_tag(source.root, release.tag, release.commit, made.message, key)
    except git.GitFailed as error:
        if "ident" in error.text.en or "auto-detect" in error.text.en:
            raise NotReleased(
                Text(zh="git 还不知道您是谁，不能登记", en="git does not know who you are"),
                Text(
                    zh="先运行  git config user.name 姓名  和  git config user.email 邮箱",
                    en="run git config user.name NAME and git config user.email ADDRESS first",
                ),
            ) from None
        raise
    if not any(one == release for one in releases(source)):
        raise NotReleased(
            Text(zh=f"标签 {release.tag} 写下以后读不回来", en=f"tag {release.tag} cannot be read back"),
            Text(zh=f"运行  git show {release.tag}  查看", en=f"see git show {release.tag}"),
        )


def _check_number(number: str) -> None:
    if not is_number(number):
        raise NotReleased(
            Text(zh=f"审定版编号不能写“{shown(number)}”", en=f"'{shown(number)}' cannot be the number of a release"),
            Text(
                zh="用字母、数字、汉字和 - . _，40 字以内，例如  2026-1",
                en="letters, digits, - . and _, at most 40, such as 2026-1",
            ),
        )


def _commit(source: Folder | Revision) -> str:
    """The commit to be released. Raises NotReleased."""
    commit, changed, _ = state(source)
    if commit is None:
        raise NotReleased(
            Text(
                zh="不在 git 里，或还没有提交，没有可以登记的版本",
                en="not in git, or nothing committed: nothing to release",
            ),
            Text(zh="先运行  git add catalog && git commit", en="run git add catalog && git commit first"),
        )
    if changed:
        raise NotReleased(
            Text(zh="有尚未提交的改动，不能登记", en="there are changes that are not committed"),
            Text(
                zh="先提交再登记；登记以前的某个版本，加上  --rev 版本",
                en="commit them first; to release an earlier state, add --rev REV",
            ),
        )
    return commit


def _check_new(known: list[Release], source: Folder | Revision, number: str, commit: str) -> None:
    there = next((one for one in known if one.number == number), None)
    if there is not None or any(name == tag_of(number) for _, name in git.tags(source.root, "release")):
        when = f"（{there.date}）" if there else ""
        raise NotReleased(
            Text(zh=f"审定版 {number} 已经登记过{when}", en=f"there is a release {number} already"),
            Text(
                zh="换一个编号；已有的用  catalog release list  查看",
                en="take another number; see catalog release list",
            ),
        )
    same = release_at(known, commit)
    if same is not None:
        raise NotReleased(
            Text(
                zh=f"这个版本已经是审定版 {same.number}（{same.date}）",
                en=f"this state is release {same.number} already",
            ),
            Text(zh="没有新的改动，不必再登记", en="nothing has changed since: there is nothing to register"),
        )


def _facts(profile: Profile, said: Mapping[str, str]) -> dict[str, str]:
    """What was approved by whom, in the profile's order. Raises NotReleased."""
    wanted = asked(profile)
    names = {name: one.key for one in wanted for name in (one.title.zh, one.title.en, one.key)}
    unknown = next((name for name in said if name not in names), None)
    if unknown is not None:
        known = "、".join(f"{one.title.zh}（{one.key}）" for one in wanted)
        raise NotReleased(
            Text(zh=f"没有“{shown(unknown)}”这一项", en=f"'{shown(unknown)}' is not asked for"),
            Text(zh=f"可填：{known}", en=f"one of: {', '.join(one.key for one in wanted)}"),
        )
    given = {names[name]: text.strip() for name, text in said.items() if text.strip()}
    missing = [one for one in wanted if one.key not in given]
    if missing:
        cited = {
            one.key: "、".join(profile.articles[c].label.zh for c in one.cites if c in profile.articles)
            for one in missing
        }
        zh = "、".join(f"{one.title.zh}{f'（依据 {cited[one.key]}）' if cited[one.key] else ''}" for one in missing)
        raise NotReleased(
            Text(zh=f"登记审定版还缺：{zh}", en=f"still missing: {', '.join(one.title.en for one in missing)}"),
            Text(
                zh="加上  " + " ".join(f'{_option(one, one.title.zh)}"文件名称、文号或日期"' for one in missing),
                en="add " + " ".join(f'{_option(one, one.key)}"TITLE, NUMBER OR DATE"' for one in missing),
            ),
        )
    long = next((one for one in wanted if len(given[one.key]) > _LONGEST or not given[one.key].isprintable()), None)
    if long is not None:
        raise NotReleased(
            Text(
                zh=f"{long.title.zh}：只写一行，{_LONGEST} 字以内", en=f"{long.title.en}: one line, at most {_LONGEST}"
            ),
            Text(zh="写文件名称和文号即可", en="its title and number will do"),
        )
    return {one.key: given[one.key] for one in wanted}


def _option(one: Fact, name: str) -> str:
    return "--approval " if one.key == "approval" else f"--fact {name}="


def _head(release: Release, title: str, profile: Profile, compared: Comparison | None) -> str:
    """What people read in `git show`; Chinese, as all that it speaks of is."""
    facts = {one.key: one for one in asked(profile)}
    kinds = (UNCONDITIONAL, CONDITIONAL, NOT_SHARED)
    shares = "，".join(f"{kind} {release.counts[kind]}" for kind in kinds if release.counts.get(kind))
    lines = [f"审定版 {release.number}：{visible(title)}", "", f"审定日期  {release.date}"]
    for key, text in release.facts.items():
        cited = "、".join(profile.articles[cite].label.zh for cite in facts[key].cites if cite in profile.articles)
        lines.append(f"{facts[key].title.zh}  {visible(text)}{f'（依据 {cited}）' if cited else ''}")
    lines.append(f"目录条目  {release.counts['entries']} 条{f'（对外：{shares}）' if shares else ''}")
    if release.previous and compared is not None:
        lines.append(f"上一审定版  {release.previous[0]}；{reviewing.summary(compared).zh}")
    lines += [
        f"上传包 sha256  {release.bundles[ALL]}",
        f"上传包（对外） sha256  {release.bundles[OUTSIDE]}",
        f"工具  catalog {release.tool}",
        "",
        "以下供程序读取。",
    ]
    return "\n".join(lines)
