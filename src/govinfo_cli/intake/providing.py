"""提供方 and 内部部门 of a table from outside: there 提供方 is the publisher, and the department inside it is the owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.intake.rows import Draft
from govinfo_cli.remarks import remark
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

_BETWEEN = re.compile(r"^[\s/／\\、,，;；:：|·\-—－(（]+|(?<![)）\s])[)）\s]++$")


class Provider:
    """Sees the owner in what a table from outside calls 内部部门 (CONTRACT: --scope external)."""

    def __init__(self, publisher: Mapping, owners: NewOwners) -> None:
        self._owners = owners
        name = publisher.get("name")
        # An office that is registered as an owner by its own name is one.
        self._publisher = fold(name) if isinstance(name, str) and owners.official(name) is None else None

    def inside(self, draft: Draft) -> Iterator[Diagnostic]:
        """Makes the department the owner where the draft's owner is the publisher; the remark on it."""
        data = draft.data
        owner, unit = data.get("owner"), data.get("owner_unit")
        if (
            not isinstance(owner, str)
            or not isinstance(unit, str)
            or not unit.strip()
            or fold(owner) != self._publisher
        ):
            return
        name, rest = self._divided(unit)
        data["owner"] = name
        data.pop("owner_unit")
        if rest:
            data["owner_unit"] = rest
        within = Text(zh=f"，内部部门“{shown(rest)}”", en=f", its unit '{shown(rest)}'") if rest else Text(zh="", en="")
        yield remark(
            "import-changed-value",
            draft.table.path,
            Text(
                zh=f"信息资源提供方：“{shown(owner)}”是本目录的编制单位，内部部门“{shown(unit)}”读作提供方“{shown(name)}”{within.zh}",
                en=f"owner: '{shown(owner)}' is the publisher; '{shown(unit)}' is read as the owner '{shown(name)}'{within.en}",
            ),
            row=draft.row,
            column=draft.owner_column,
            field="owner",
            sheet=getattr(draft.table, "sheet", ""),
        )

    def _divided(self, unit: str) -> tuple[str, str]:
        """人事局综合处 -> (人事局, 综合处), where the first part is a registered owner; else all of it is the owner."""
        if self._owners.official(unit) is not None:
            return unit, ""
        for end in range(len(unit) - 1, 1, -1):
            if self._owners.official(unit[:end].strip()) is not None:
                return unit[:end].strip(), _BETWEEN.sub("", unit[end:])
        return unit, ""
