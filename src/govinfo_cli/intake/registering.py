"""Owners that an import names and owners.yaml does not know yet: registered below what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.rows import Draft
from govinfo_cli.remarks import remark
from govinfo_cli.scalars import scalar
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.reading import read

PATH = "catalog/owners.yaml"
_LONGEST = 100  # characters; what is longer is no name


@dataclass(slots=True)
class _New:
    """An owner's first row and how many rows name it."""

    name: str
    draft: Draft
    rows: int = 0


class NewOwners:
    """The registered owners, and those that come along. `named` makes an owner's text the official name; `settled`
    says of names (folded) which registered ones they are."""

    def __init__(
        self, catalog: Catalog, document: Document | None, settled: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._catalog, self._document, self._settled = catalog, document, settled
        self._new: dict[str, _New] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The owners to be registered, in the order of their first rows."""
        return tuple(new.name for new in self._new.values() if new.rows and _is_name(new.name))

    def official(self, name: str) -> str | None:
        """The name under which an owner is, or will be, registered."""
        if name in self._catalog.owners:
            return name
        known = self._settled.get(fold(name)) or self._catalog.owner_names.official(name)
        new = self._new.get(fold(name))
        return known or (new.name if new else None)

    def named(self, draft: Draft) -> Iterator[Diagnostic]:
        """Puts the official name into the draft; the remark on it where the table calls the owner otherwise."""
        said = draft.data.get("owner")
        if not isinstance(said, str) or not said.strip():
            return
        official = self.official(said)
        if official is None:
            self._new[fold(said)] = _New(said, draft)
        elif official != said:
            draft.data["owner"] = official
            yield remark(
                "import-changed-value",
                draft.table.path,
                Text(
                    zh=f"信息资源提供方：“{shown(said)}”改为登记的名称“{shown(official)}”",
                    en=f"owner: '{shown(said)}' becomes the registered name '{shown(official)}'",
                ),
                row=draft.row,
                column=draft.owner_column,
                field="owner",
            )

    def use(self, draft: Draft) -> None:
        """Notes that an entry of this owner will be written."""
        owner = draft.data.get("owner")
        if isinstance(owner, str) and (new := self._new.get(fold(owner))):
            if not new.rows:
                new.draft = draft
            new.rows += 1

    def files(self) -> dict[str, bytes]:
        """owners.yaml as it shall be; nothing where there is nothing to add, or it cannot be added safely."""
        text = self._appended()
        return {} if text is None else {PATH: text.encode()}

    def remarks(self) -> Iterator[Diagnostic]:
        """What is to be said of each new owner, at its first row."""
        added = self._appended() is not None
        for new in self._new.values():
            if not new.rows:
                continue
            name = shown(new.name)
            if added and _is_name(new.name):
                message = Text(
                    zh=f"信息资源提供方：“{name}”（{new.rows} 行）没有登记，随本次导入登记到 owners.yaml",
                    en=f"owner: '{name}' ({new.rows} rows) is not registered; this import registers it in owners.yaml",
                )
                help = Text(
                    zh="核对名称，补上 kind；是已登记部门的另一种写法的，写进该部门的 synonyms，条目里改用正式名称",
                    en="check the name and add its kind; if it is another name of a registered owner, list it there under synonyms",
                )
            else:
                message = Text(
                    zh=f"信息资源提供方：“{name}”（{new.rows} 行）没有登记，owners.yaml 不便自动补写",
                    en=f"owner: '{name}' ({new.rows} rows) is not registered, and owners.yaml could not be added to",
                )
                help = Text(
                    zh=f"核对名称，在 owners.yaml 里补一行  {scalar(new.name, key=True)[:80]}: {{kind: 机关部门}}",
                    en=f"check the name and add a line to owners.yaml:  {scalar(new.name, key=True)[:80]}: {{kind: 机关部门}}",
                )
            draft = new.draft
            yield remark(
                "import-new-owner",
                draft.table.path,
                message,
                row=draft.row,
                column=draft.owner_column,
                help=help,
                field="owner",
            )

    def _appended(self) -> str | None:
        """The text of owners.yaml with the new owners below; None where it would not be read as just that."""
        if not self.names:
            return None
        text = self._document.text if self._document else ""
        before = self._document.data if self._document else None
        if self._document and self._document.problems and _holds_something(text):
            return None
        end = "\r\n" if "\r\n" in text else "\n"
        lines = "".join(f"{scalar(name, key=True)}: {{}}{end}" for name in self.names)
        text += ("" if not text or text.endswith("\n") else end) + lines
        after = read(PATH, text.encode(), {})
        wanted = {**(before if isinstance(before, dict) else {}), **{name: {} for name in self.names}}
        return text if not after.problems and after.data == wanted else None


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST and not name.startswith("x-")


def _holds_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())
