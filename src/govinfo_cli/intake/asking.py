"""What an import could not settle by itself, written as a mapping for its user to fill in (--write-mapping)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from govinfo_cli.catalog import Catalog
from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.mapping import nearest_headings
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.table import Column, Table
from govinfo_cli.naming import fields_of
from govinfo_cli.profile import Profile
from govinfo_cli.scalars import quoted, scalar
from govinfo_cli.visible import shown, visible

_HEAD = """\
# 导入对照表。表里有几处意思不明，请在冒号后面填写；不填的照旧处理。
# 填好后运行  catalog import --mapping 本文件 表格
schemaVersion: 1
"""
_FOOT = """
# 以下一般不用填。
# sheets: [工作表名]      只导入这些工作表
# heading_row: 3          表头在第几行
# date_order: dmy         3/4/2026 这样的日期：dmy 日月年，mdy 月日年
# date_system: "1900"     日期成了 45000 这样的序号：1900（一般的 Excel、WPS），1904（老的 Mac 版）
"""
_SAMPLES, _LONGEST = 3, 20
_MOST = 200  # lines of one part; more are filled in by nobody


@dataclass(slots=True)
class _Heading:
    words: str
    samples: list[str] = field(default_factory=list)


class Questions:
    """The doubtful headings, values and owners of one import, in the order in which they were met.

    `hides` says of a text that it must not be shown.
    """

    def __init__(self, profile: Profile, headings: Headings, hides: Callable[[str], bool]) -> None:
        self._profile, self._headings, self._hides = profile, headings, hides
        self._asked: dict[str, _Heading] = {}

    def columns(self, table: Table, said: Iterable[Diagnostic]) -> None:
        """Takes up the columns of a table that `said` calls unknown, with what stands in them."""
        unknown = {one.span.column for one in said if one.rule == "import-unknown-column"}
        for place, column in enumerate(table.columns):
            if column.number in unknown:
                self._column(column, (row.cells[place] for row in table.rows if place < len(row.cells)))
        for place, column in enumerate(table.item_columns):
            if not self._is_known(column.name):
                lines = (line for row in table.rows for line in row.lines)
                self._column(column, (line.cells[place] for line in lines if place < len(line.cells)))

    def _is_known(self, heading: str) -> bool:
        named = self._headings.item_field(heading) or self._headings.field(heading) or self._headings.special(heading)
        return named is not None or heading.startswith("x-")

    def _column(self, column: Column, cells: Iterable[object]) -> None:
        name = clean(column.name)
        if not name or len(self._asked) >= _MOST or self._hides(name):
            return
        heading = self._asked.setdefault(name, _Heading(column.words.zh))
        for cell in cells:
            if len(heading.samples) == _SAMPLES:
                break
            text = clean(text_of(cell))
            if text and (text := shown(text, _LONGEST)) not in heading.samples:
                heading.samples.append("（内容不显示）" if self._hides(text_of(cell)) else text)

    def text(self, values: dict[str, dict[str, None]], owners: Iterable[str], catalog: Catalog) -> str | None:
        """The mapping to be filled in, None where nothing is in doubt. `values` are those of each field that could
        not be read, `owners` the names that are not registered."""
        parts = [*self._of_headings(), *self._of_values(values), *self._of_owners(owners, catalog)]
        return _HEAD + "\n".join(["", *parts]) + "\n" + _FOOT if parts else None

    def _of_headings(self) -> Iterable[str]:
        if not self._asked:
            return
        yield "# 不认识的列：填上填报项的名称，例如  信息资源摘要  ；没有用的列填  忽略"
        yield "headings:"
        for name, heading in self._asked.items():
            like = f"例如 {'、'.join(heading.samples)}" if heading.samples else "没有内容"
            near = [self._label(key) for key in nearest_headings(self._profile, name)]
            guess = f"；可能是：{'、'.join(near)}" if near else ""
            yield _comment(f"{heading.words}，{like}{guess}")
            yield f"  {scalar(name, key=True)}:"

    def _of_values(self, values: dict[str, dict[str, None]]) -> Iterable[str]:
        told = {key: [word for word in found if not self._hides(word)] for key, found in values.items()}
        if not any(told.values()):
            return
        yield "# 只有编号、或不在取值范围内的值：填上规范的写法。编号的意思各平台不同，请向数据来源核实，不要猜"
        yield "values:"
        for key, found in told.items():
            if not found:
                continue
            known = self._known(key)
            yield _comment(self._label(key) + (f"，可填：{known}" if known else ""))
            yield f"  {scalar(key, key=True)}:"
            for word in found[:_MOST]:
                yield f"    {quoted(word)}:"

    def _of_owners(self, owners: Iterable[str], catalog: Catalog) -> Iterable[str]:
        names = [name for name in owners if not self._hides(name)][:_MOST]
        if not names:
            return
        yield "# 没有登记的提供方：其实是已登记的，填上登记的名称；确是新的，不填"
        yield "owners:"
        for name in names:
            near = catalog.owner_names.nearest(name, 0.5)
            yield _comment(f"最接近：{visible(near)}" if near else "没有相近的登记名称")
            yield f"  {scalar(name, key=True)}:"

    def _label(self, key: str) -> str:
        label = self._profile.shape.label(tuple("*" if one == "*" else one for one in key.split("."))).zh
        form = fields_of(self._profile.shape).get(key, {})
        return f"{form.get('title', label)}（{key}）"

    def _known(self, key: str) -> str:
        form = fields_of(self._profile.shape).get(key, {})
        vocabulary = self._profile.vocabularies.get(form.get("x-vocabulary", ""))
        if key == "open":
            return "无条件开放、有条件开放、不予开放"
        if vocabulary is None and f"{key}.type" in self._profile.shape.fields:
            form = self._profile.shape.fields[f"{key}.type"]
            vocabulary = self._profile.vocabularies.get(form.get("x-vocabulary", ""))
        return "、".join(list(vocabulary.values)[:24]) if vocabulary else ""


def _comment(text: str) -> str:
    return f"  # {visible(text)}"
