"""What a target cannot take, told where the entry says it: a value that is missing, too long, of no code, of no such form."""

from __future__ import annotations

from collections.abc import Mapping

from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Exported, Misfit
from govinfo_cli.structure import Shape
from govinfo_cli.template.tables import Column
from govinfo_cli.visible import shown

_MOST = 500  # misfits that are kept; the rest are counted
_PUBLISHER = "publisher"  # the route of what catalog.yaml says


class Misfits:
    """The misfits of one export: `first` are those kept of `count`."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._once: set[str] = set()
        self.first: list[Misfit] = []
        self.count = 0

    def missing(self, heading: str, entry: Exported, route: tuple) -> None:
        """Nothing stands at `route`, and the receiver wants it."""
        label, head = self._label(route, heading), shown(heading)
        if route[:1] == (_PUBLISHER,):
            help = Text(
                zh='在 catalog.yaml 的 publisher 里补上  uscc: "18 位统一社会信用代码"',
                en='add uscc: "…" to publisher in catalog.yaml',
            )
        else:
            key = ".".join(step for step in route if isinstance(step, str))
            named = f"（{key}）" if key else ""
            help = Text(zh=f"在条目里补上 {label.zh}{named}", en=f"give the {label.en} ({key})" if key else "give it")
        self._add(
            "target-missing-value",
            entry,
            route,
            Text(
                zh=f"{label.zh}：没有填，目标平台的“{head}”必填",
                en=f"{label.en}: missing, the receiver asks for '{head}'",
            ),
            help,
        )

    def unknown(self, heading: str, entry: Exported, route: tuple, text: str, known: Mapping) -> None:
        """The receiver has no code for `text`; it has those of `known`."""
        label, head, words = self._label(route, heading), shown(heading), [shown(word) for word in list(known)[:12]]
        self._add(
            "target-unknown-code",
            entry,
            route,
            Text(
                zh=f"{label.zh}：“{shown(text)}”在目标平台的“{head}”里没有对应的代码",
                en=f"{label.en}: '{shown(text)}' has no code in the receiver's '{head}'",
            ),
            Text(
                zh=f"改填其中一个：{'、'.join(words)}；或在导出模板的 codes 里补上对照",
                en=f"one of: {', '.join(words)}; or add a code to the target",
            ),
        )

    def malformed(self, heading: str, entry: Exported, route: tuple, text: str) -> None:
        """`text` is no date, which the receiver wants in a form of its own."""
        label, head = self._label(route, heading), shown(heading)
        self._add(
            "target-malformed-date",
            entry,
            route,
            Text(
                zh=f"{label.zh}：“{shown(text)}”不是完整的日期，写不进目标平台的“{head}”",
                en=f"{label.en}: '{shown(text)}' is no full date, as the receiver's '{head}' wants it",
            ),
            Text(zh='写成  "2026-05-01"  的样子', en='write it like "2026-05-01"'),
        )

    def limited(self, column: Column, entry: Exported, route: tuple, text: str) -> None:
        """Holds `text` against the receiver's limits."""
        over = 0 if column.longest is None else len(text) - column.longest
        odd = "" if column.only is None else _odd(text, column.only)
        if over <= 0 and not odd:
            return
        label, head = self._label(route, column.heading), shown(column.heading)
        if over > 0:
            self._add(
                "target-too-long",
                entry,
                route,
                Text(
                    zh=f"{label.zh}：有 {len(text)} 个字，目标平台的“{head}”最多 {column.longest} 个字",
                    en=f"{label.en}: {len(text)} characters, the receiver's '{head}' takes {column.longest}",
                ),
                Text(zh=f"至少删去 {over} 个字", en=f"shorten it by {over} characters"),
            )
        if odd:
            signs = column.only or ""
            self._add(
                "target-forbidden-sign",
                entry,
                route,
                Text(
                    zh=f"{label.zh}：有“{shown(odd, 20)}”，目标平台的“{head}”只收文字、数字{f'和 {shown(signs)}' if signs else ''}",
                    en=f"{label.en}: holds '{shown(odd, 20)}', the receiver's '{head}' takes letters, digits {shown(signs)}",
                ),
                Text(zh="去掉这些符号，或换成允许的符号", en="leave these signs out, or put allowed ones"),
            )

    def _label(self, route: tuple, heading: str) -> Text:
        if not route:
            return Text(zh=shown(heading), en=shown(heading))
        if route[0] == _PUBLISHER:
            return Text(zh="编制单位的统一社会信用代码", en="credit code of the publisher")
        return self._shape.label(route)

    def _add(self, kind: str, entry: Exported, route: tuple, message: Text, help: Text) -> None:
        code = entry.data.get("code")
        where, code = entry.path, code if isinstance(code, str) else None
        if route[:1] == (_PUBLISHER,):
            # The same in every entry, and cured in one place.
            if message.zh in self._once:
                return
            self._once.add(message.zh)
            where, code = "catalog/catalog.yaml", None
        self.count += 1
        if len(self.first) < _MOST:
            self.first.append(Misfit(kind, where, route, message, help, code))


def _odd(text: str, allowed: str) -> str:
    return "".join(dict.fromkeys(char for char in text if not char.isalnum() and char not in allowed))
