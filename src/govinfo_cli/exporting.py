"""The pipeline of `export`: a source, found without errors, to an Edition; what a format makes of it is a Bundle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import partial

from govinfo_cli import exports, git
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog, is_entry_path
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.differing import differing
from govinfo_cli.edition import Edition, Exported, LeftOut, Wishes
from govinfo_cli.lookup import entries
from govinfo_cli.outcome import Outcome
from govinfo_cli.rules import HIDING
from govinfo_cli.scope import seen_from
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.sharing import INSIDE, OUTSIDE
from govinfo_cli.source import File, Folder, Revision, Source, read_one
from govinfo_cli.validation import Request, validate
from govinfo_cli.visible import shown

_KEPT = Text(zh="不对外", en="kept inside")
_REPLACED = Text(zh="按对内填写的", en="the inside one stands there")
_COMMITTED = re.compile(rb"^committer .* (\d+) ([+-])(\d\d)(\d\d)$", re.M)


class NotExported(Exception):
    """The catalogue is not exported; `text` says why, `help` the way out. `outcome` has the findings."""

    def __init__(self, text: Text, help: Text, outcome: Outcome | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help, self.outcome = text, help, outcome


class Asked(Exception):
    """What is asked for cannot be exported at all; `text` says what, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


@dataclass(frozen=True, slots=True)
class Order:
    """What one export is asked for. `format` is one of exports.NAMES or a target's name, `scope` sharing.OUTSIDE, INSIDE
    or None: what the target is for, else as the entries stand."""

    format: str
    profiles: tuple[str, ...] = ()
    scope: str | None = None
    owners: tuple[str, ...] = ()
    allow_errors: bool = False
    wishes: Wishes = Wishes()
    lang: str = "zh"
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(frozen=True, slots=True)
class Shipment:
    """What an export came to: its files, how many entries and errors are in it, what was left out of it, and what else
    there is to say of it (`notes`). `checked` says that the format is made of entries, which were checked. `unread` are
    files that cannot be read (only with allow_errors)."""

    bundle: Bundle
    edition: Edition
    entries: int
    checked: bool = True
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Text, ...] = ()
    unread: tuple[str, ...] = ()


def shipment(source: Source, order: Order) -> Shipment:
    """The export of the catalogue in `source`.

    Raises NotExported where it has errors that are not allowed, Asked for an owner that is not there, and
    CatalogError, ProfileError, GitError, LookupFailed.
    """
    local = partial(_schemas, source)
    form = exports.form(order.format, local)
    wishes = order.wishes._replace(target=form.target) if form.target else order.wishes
    scope = _side(form, order.scope)
    settings = open_settings(source, order.profiles)
    catalog = Catalog(settings, open_records(source))
    owners = tuple(dict.fromkeys(_owner(catalog, name) for name in order.owners))
    commit, changed, day = state(source)
    run = _Reading(source, settings, catalog, scope, owners)
    errors = 0
    checked = getattr(form.module, "NEEDS_ENTRIES", True)
    if checked:
        errors = _checked(source, order, day, run)
        if owners and not run.files():
            raise _nothing(owners)
    left: list[LeftOut] = []
    notes = list(_shadowed(source, form))
    edition = Edition(
        settings,
        catalog,
        run.read,
        order.lang,
        scope,
        owners,
        commit,
        changed,
        day.isoformat() if day else None,
        errors=errors,
        wishes=wishes,
        file=local,
        before=_before(source, wishes.since, order.profiles, scope, owners),
        tell=notes.append,
        leave=left.append,
    )
    bundle = form.module.bundle(edition)
    count = len(run.files()) - len(run.unread) if checked else 0
    return Shipment(bundle, edition, count, checked, (*run.left_out(), *left), tuple(notes), tuple(run.unread))


def _schemas(source: Source, path: str) -> bytes | None:
    return read_one(source, f"schemas/{path}")


def _side(form: exports.Form, scope: str | None) -> str | None:
    if scope is None or form.side in (None, scope):
        return scope or form.side
    said = {OUTSIDE: Text(zh="对外", en="outside"), INSIDE: Text(zh="对内", en="inside")}[form.side]
    raise Asked(
        Text(
            zh=f"导出模板“{shown(form.name)}”是{said.zh}用的，不能加  --scope {scope}",
            en=f"target '{shown(form.name)}' is for the {said.en}, not for --scope {scope}",
        ),
        Text(zh=f"去掉  --scope {scope}", en=f"leave --scope {scope} out"),
    )


def _shadowed(source: Source, form: exports.Form) -> Iterator[Text]:
    """Says that the catalogue's own target of a shipped name is not used, unless it is the same."""
    from govinfo_cli.template import target

    if form.target not in target.shipped_names():
        return
    path = f"{target.FOLDER}/{form.target}.yaml"
    own = _schemas(source, path)
    if own is not None and own != (target.SHIPPED / path).read_bytes():
        yield Text(
            zh=f"schemas/{path} 与自带的导出模板重名而内容不同，没有采用；换个文件名即可使用",
            en=f"schemas/{path} bears the name of a shipped target, differs from it, and is not used; give it another name",
        )


def _before(
    source: Source, since: str | None, profiles: tuple[str, ...], scope: str | None, owners: tuple[str, ...]
) -> Edition | None:
    """The state at the revision `since`, as the same side may see it."""
    if since is None:
        return None
    if not isinstance(source, (Folder, Revision)):
        raise Asked(Text(zh="--since 只用于 git 里的目录库", en="--since is for catalogues in git only"))
    old = Revision(source.root, since)
    settings = open_settings(old, profiles)
    catalog = Catalog(settings, open_records(old))
    day = committed(old)
    run = _Reading(old, settings, catalog, scope, owners)
    return Edition(settings, catalog, run.read, "zh", scope, owners, old.commit, date=day.isoformat() if day else None)


class _Reading:
    """The entries of one export, read anew each time they are asked for."""

    def __init__(
        self, source: Source, settings: Settings, catalog: Catalog, scope: str | None, owners: tuple[str, ...]
    ) -> None:
        self._source, self._settings, self._catalog = source, settings, catalog
        self._scope, self._owners = scope, owners
        self._files: list[File] | None = None
        self._left: Counter = Counter()
        self.unread: list[str] = []

    def files(self) -> list[File]:
        """The files of the entries that are exported, in the order of their paths."""
        if self._files is None:
            found = sorted(
                (file for file in self._source.files("catalog") if is_entry_path(file.path)), key=lambda one: one.path
            )
            if self._owners:
                kept = {entry.path for entry in entries(self._source, self._settings, found) if self._of(entry.data)}
                found = [file for file in found if file.path in kept]
            self._files = found
        return self._files

    def read(self) -> Iterator[Exported]:
        self._left.clear()
        self.unread.clear()
        official = self._settings.profile.spelling("share-type")
        publisher = self._settings.publisher.get("name")
        for entry in entries(self._source, self._settings, self.files()):
            if entry.whole is None:
                self.unread.append(entry.path)
            elif self._scope is None:
                yield Exported(entry.path, entry.data)
            else:
                seen, left = seen_from(self._scope, entry.data, publisher, official)
                self._left.update(left)
                yield Exported(entry.path, seen)

    def left_out(self) -> Iterator[LeftOut]:
        """What the last reading left out for the side that it is for."""
        why = _KEPT if self._scope == OUTSIDE else _REPLACED
        return (LeftOut(key, count, why) for key, count in sorted(self._left.items()))

    def _of(self, data: Mapping) -> bool:
        said = data.get("owner")
        return isinstance(said, str) and (self._catalog.owner_names.official(said) or said.strip()) in self._owners


def _owner(catalog: Catalog, name: str) -> str:
    official = catalog.owner_names.official(name)
    if official is None and catalog.has("owners"):
        near = catalog.owner_names.nearest(name)
        raise Asked(
            Text(zh=f"--owner：没有登记“{shown(name)}”这个提供方", en=f"--owner: no owner '{shown(name)}'"),
            Text(zh=f"最接近：--owner {shown(near)}", en=f"nearest: --owner {shown(near)}") if near else None,
        )
    return official or name.strip()


def _nothing(owners: tuple[str, ...]) -> Asked:
    names = "、".join(shown(name) for name in owners)
    return Asked(
        Text(zh=f"“{names}”没有目录条目，没有可导出的", en=f"'{names}' has no entries: nothing to export"),
        Text(
            zh=f"运行  catalog list --owner {shown(owners[0])}  查看", en=f"see catalog list --owner {shown(owners[0])}"
        ),
    )


def _checked(source: Source, order: Order, day: date | None, run: _Reading) -> int:
    """How many errors what is exported has, all of them allowed; raises NotExported."""
    outcome = validate(
        source, Request(today=day or date.today(), profiles=order.profiles, fail_on=None, progress=order.progress)
    )
    errors = [one for one in outcome.findings if one.severity is Severity.ERROR]
    if order.owners:
        # What other departments have not yet mended does not keep a department from its own workbook.
        others = {file.path for file in source.files("catalog") if is_entry_path(file.path)}
        others -= {file.path for file in run.files()}
        errors = [one for one in errors if one.span.path not in others]
    hidden = [one for one in errors if one.rule in HIDING]
    if hidden:
        places = "、".join(dict.fromkeys(f"{shown(one.span.path, 100)}:{one.span.line}" for one in hidden[:3]))
        raise NotExported(
            Text(
                zh=f"有 {len(hidden)} 处含密级标识或个人信息，不导出：{places}",
                en=f"{len(hidden)} secrecy markings or personal data, nothing is exported: {places}",
            ),
            Text(
                zh="先按  catalog validate  的改法处理；--allow-errors 也不放行",
                en="deal with them as catalog validate says; --allow-errors does not let them pass",
            ),
            outcome,
        )
    if errors and not order.allow_errors:
        first = errors[0]
        place = f"{shown(first.span.path, 100)}:{first.span.line}"
        raise NotExported(
            Text(
                zh=f"目录有错误 {len(errors)} 处，不导出；第一处：{place}  {first.message.zh}",
                en=f"the catalogue has {len(errors)} errors and is not exported; the first: {place}  {first.message.en}",
            ),
            Text(
                zh="运行  catalog validate  查看并改正；要先看样子，加上  --allow-errors  （封面会注明）",
                en="see catalog validate and mend them; --allow-errors exports all the same and says so on the cover",
            ),
            outcome,
        )
    return len(errors)


def state(source: Source) -> tuple[str | None, bool, date | None]:
    """The commit of a source (of a working tree the one it is based on), whether the working tree differs from it, and
    the commit's own date; all of it None or False outside git and before the first commit."""
    if isinstance(source, Revision):
        return source.commit, False, committed(source)
    if not isinstance(source, Folder) or git.top(source.root) is None:
        return None, False, None
    try:
        head = Revision(source.root, "HEAD")
    except git.GitError:
        return None, False, None
    changed = next(iter(differing(head, source)), None) is not None
    return head.commit, changed, committed(head)


def committed(revision: Revision) -> date | None:
    """The day on which a commit was made, where it was made: the object itself says it, no setting changes it."""
    raw = next(git.blobs(revision.root, [revision.commit]), None) or b""
    said = _COMMITTED.search(raw.partition(b"\n\n")[0])
    if said is None:
        return None
    minutes = int(said[3]) * 60 + int(said[4])
    try:
        zone = timezone(timedelta(minutes=-minutes if said[2] == b"-" else minutes))
        return datetime.fromtimestamp(int(said[1]), zone).date()
    except (ValueError, OverflowError, OSError):
        return None
