"""The pipeline of `export`: a source, found without errors, to an Edition; what a format makes of it is a Bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from types import EllipsisType

from govinfo_cli import __version__, exports
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog
from govinfo_cli.clearance import NotExported as NotExported
from govinfo_cli.clearance import cleared
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition, Exported, LeftOut, Wishes
from govinfo_cli.edition.readout import Readout
from govinfo_cli.git import objects as git
from govinfo_cli.memory.contents import TEXT, Contents, later
from govinfo_cli.provenance import committed, state
from govinfo_cli.release import ALL, Release, release_at, releases
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.sharing import INSIDE, OUTSIDE
from govinfo_cli.source import Folder, Revision, Source, read_one
from govinfo_cli.validation import Request
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown


class Asked(Exception):
    """What is asked for cannot be exported at all; `text` says what, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


@dataclass(frozen=True, slots=True)
class Order:
    """What one export is asked for. `format` is one of exports.NAMES or a target's name, `scope` sharing.OUTSIDE, INSIDE
    or None: what the target is for, else as the entries stand. `release` is the release that it shall bear (None: none)
    whatever tags there are; `sealed` refuses a release's bundle that is not the one that was approved."""

    format: str
    profiles: tuple[str, ...] = ()
    scope: str | None = None
    owners: tuple[str, ...] = ()
    allow_errors: bool = False
    wishes: Wishes = Wishes()
    lang: str = "zh"
    progress: Callable[[int, int], None] = lambda done, total: None
    step: Callable[[Text], None] = lambda text: None
    release: str | EllipsisType | None = ...
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Shipment:
    """What an export came to: its files, how many entries and errors are in it, what was left out of it, and what else
    there is to say of it (`notes`). `admits` is where it says that it has errors (None: nowhere). `checked` says that the format is made of entries, which were checked. `unread` are
    files that cannot be read (only with allow_errors)."""

    bundle: Bundle
    edition: Edition
    entries: int
    checked: bool = True
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Text, ...] = ()
    unread: tuple[str, ...] = ()
    admits: Text | None = None


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
    checked = getattr(form.module, "NEEDS_ENTRIES", True)
    with _kept(source, order, form, scope, settings) as kept:
        commit, changed, day = state(source, kept and kept.committed)
        if getattr(form.module, "FROM_COMMIT", False) and isinstance(source, Folder) and commit and not changed:
            source = Revision(source.root, "HEAD", commit)  # whose bytes no setting of the checkout changes
        run = Readout(source, settings, catalog, scope, owners)
        errors, outcome = 0, None
        if checked:
            asked = Request(day or date.today(), order.profiles, fail_on=None, progress=order.progress)
            own = {file.path for file in run.files()} if owners else None
            errors, outcome = cleared(source, asked, order.allow_errors, own, form.admits)
            if owners and not run.files():
                raise _nothing(owners)
        members = _members(kept, run) if kept else None
    left: list[LeftOut] = []
    notes = list(_shadowed(source, form))
    approved = release_at(releases(source), commit) if commit and not changed else None
    number = (approved.number if approved else None) if isinstance(order.release, EllipsisType) else order.release

    def towards(side: str | None, target: str | None) -> Edition:
        part = Readout(source, settings, catalog, side, owners, run.files())

        def read() -> Iterator[Exported]:
            yield from part.read()
            run.unread[:] = part.unread

        told = Wishes(target)
        return edition._replace(read=read, scope=side, wishes=told, before=None, kept=part.left_out, members=None)

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
        number,
        errors=errors,
        wishes=wishes,
        file=local,
        before=None if order.format == "bundle" else _before(source, wishes.since, order.profiles, scope, owners),
        tell=notes.append,
        leave=left.append,
        source=source,
        outcome=outcome,
        towards=towards,
        kept=run.left_out,
        step=order.step,
        members=None if members is None else lambda: (text() for text in members),
    )
    bundle = form.module.bundle(edition)
    if order.sealed and approved is not None and order.format == "bundle":
        _refuse_another(approved, order, bundle, source)
    if edition.before is not None and run.unread:
        # Nobody can tell such an entry from one that was withdrawn.
        first = shown(run.unread[0], 100)
        raise Asked(
            Text(
                zh=f"“{first}”读不出来，不能说它撤销了没有，没有导出",
                en=f"'{first}' cannot be read, so nobody can tell whether it was withdrawn; nothing is exported",
            ),
            Text(zh="先改正这个文件，再用  --since  导出", en="mend the file before an export with --since"),
        )
    count = 0 if not checked else len(run.files()) - len(run.unread) if members is None else len(members)
    return Shipment(
        bundle, edition, count, checked, (*run.left_out(), *left), tuple(notes), tuple(run.unread), form.admits
    )


@contextmanager
def _kept(
    source: Source, order: Order, form: exports.Form, scope: str | None, settings: Settings
) -> Iterator[Contents | None]:
    """What an earlier run knows of the entries, for a format that takes all of them as they stand."""
    takes = getattr(form.module, "TAKES_MEMBERS", False) and scope is None and not order.owners
    if not takes or type(source) is not Folder or git.top(source.root) is None:
        yield None
        return
    with closing(Contents(source, settings, order.profiles, Veil(settings), TEXT)) as kept:
        yield kept


def _members(kept: Contents, run: Readout) -> list[Callable[[], bytes]]:
    """What gives each entry as jsontext.member writes it, in the order of paths; what cannot be read is told to `run`."""
    found = sorted(((entry.path, entry.whole is not None, later(entry)) for entry in kept.entries()), key=itemgetter(0))
    run.unread[:] = [path for path, there, _ in found if not there]
    return [text for _, there, text in found if there]


def _refuse_another(approved: Release, order: Order, bundle: Bundle, source: Folder | Revision) -> None:
    """Raises NotExported where what was asked for as it is by default is not the bundle that was approved."""
    usual = (order.profiles, order.owners, order.allow_errors, order.wishes) == ((), (), False, Wishes())
    known = approved.bundles.get(order.scope or ALL)
    if not usual or known is None:
        return
    made = next(iter(bundle.files.values())).sha256
    if made != known:
        way = Text(
            zh=f"用登记时的版本导出：catalog {shown(approved.tool)}；或使用登记时导出的文件",
            en=f"export it with the version of the release, catalog {shown(approved.tool)}, or use the file made then",
        )
        if approved.tool == __version__ and git.is_shallow(source.root):
            # Of codes that were used up, a waiver of which is in the reports, only the whole history knows.
            way = Text(
                zh="先运行  git fetch --unshallow --tags  取回全部历史，再导出一次",
                en="fetch all of the history with git fetch --unshallow --tags and export it again",
            )
        raise NotExported(
            Text(
                zh=f"导出的上传包与审定版 {approved.number} 登记的不同（登记的 sha256 {known[:16]}…，现在的 {made[:16]}…），没有写入",
                en=f"the bundle is not the one of release {approved.number} (sha256 {known[:16]}…, now {made[:16]}…); nothing is written",
            ),
            way,
        )


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
    run = Readout(old, settings, catalog, scope, owners)
    return Edition(settings, catalog, run.read, "zh", scope, owners, old.commit, date=day.isoformat() if day else None)


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
