"""What is exported: the entries of one state of the catalogue, towards one side or as they stand. Every export is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.settings import Settings
from govinfo_cli.source import Source


class Exported(NamedTuple):
    """One entry: its plain data (nested dicts and lists, texts, `length` int, `public` bool) and the path it lies at.

    The data are as they stand in the file; with a scope they are what that side may see.
    """

    path: str
    data: dict

    def get(self, *route: str) -> object:
        """The value at `route`, or None."""
        value: object = self.data
        for step in route:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value


class Wishes(NamedTuple):
    """What the command line asks of the format itself; a format says in WISHES which it knows.

    `target` is the name of a layout (schemas/targets), `strict` leaves out what the layout has no column for,
    `by_owner` makes a part for each owner, `compress` makes it
    small, at the price that another build of zlib makes other bytes. `since` names the revision against which rows
    are marked as new, changed or withdrawn, or those changes told of. `targets` are the formats and targets of a bundle.
    """

    target: str | None = None
    strict: bool = False
    by_owner: bool = False
    compress: bool = False
    since: str | None = None
    targets: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """What is not in an export: the dotted key, in how many entries it is given, and why it is left out."""

    key: str
    count: int
    why: Text


class Misfit(NamedTuple):
    """What a target cannot take: `kind` is the name of the finding, `path` and `route` the place of the value."""

    kind: str
    path: str
    route: tuple
    message: Text
    help: Text | None = None
    entry: str | None = None


class Unfit(Exception):
    """A target cannot take the entries as they are, and nothing is written; `misfits` says where (the first of `count`)."""

    def __init__(self, target: Text, misfits: tuple[Misfit, ...], count: int) -> None:
        super().__init__(f"{count} misfits for {target.en}")
        self.target, self.misfits, self.count = target, misfits, count


class Edition(NamedTuple):
    """The entries to export and what they are.

    `read` opens them anew each time, in the order of their paths, so that nobody has to hold all of them. `scope` is
    sharing.OUTSIDE, sharing.INSIDE or None: as they stand, for the catalogue's own people. `commit` is the commit
    read or, of a working tree, the one it is based on (None outside git); `changed` says that the working tree
    differs from it. `date` is the commit's own date, YYYY-MM-DD. `release` names the release that the commit is.
    `file` reads a path below the catalogue's schemas folder. `before` is the earlier state that `wishes.since` names.
    What a format has to say about what it made it tells by `tell`, and what it left out by `leave`. `errors` counts the errors that --allow-errors let pass.
    What several exports in one want besides: the `source`, the `outcome` of its check, the same edition `towards` another
    side (scope and target) and what reading that one left out (`kept`), and how far it has come (`step`). `members` are
    the entries as jsontext.member writes their data, where an earlier run has kept that; else None.
    """

    settings: Settings
    catalog: Catalog
    read: Callable[[], Iterator[Exported]]
    lang: str = "zh"
    scope: str | None = None
    owners: tuple[str, ...] = ()
    commit: str | None = None
    changed: bool = False
    date: str | None = None
    release: str | None = None
    errors: int = 0
    wishes: Wishes = Wishes()
    file: Callable[[str], bytes | None] = lambda path: None
    before: Edition | None = None
    tell: Callable[[Text], None] = lambda text: None
    leave: Callable[[LeftOut], None] = lambda left: None
    source: Source | None = None
    outcome: Outcome | None = None
    towards: Callable[[str | None, str | None], Edition] | None = None
    kept: Callable[[], Iterator[LeftOut]] = lambda: iter(())
    step: Callable[[Text], None] = lambda text: None
    members: Callable[[], Iterator[bytes]] | None = None

    @property
    def status(self) -> Text:
        """Whether it is approved: 审定版 …, or 未经审定稿."""
        if self.release and not self.changed:
            return Text(zh=f"审定版 {self.release}", en=f"release {self.release}")
        return Text(zh="未经审定稿", en="not released")
