"""What to do about a cell that was not taken as it stands: the remedy for each kind of remark."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.mangled import CODE_HELP, DATE_HELP
from govinfo_cli.intake.reading import BARE, CLASHING, MANGLED, UNREAD
from govinfo_cli.remarks import Twofold, again
from govinfo_cli.structure import Shape

_SPELL = Text(zh="改成规范的写法，再检查一次", en="write it in the official way and check again")
_DAY = Twofold(
    Text(
        zh="在原表里写成  2026-05-01  这样的日期，再导入；或导入后在条目里改",
        en="write it like  2026-05-01  in the table and import again; or mend the entry afterwards",
    ),
    Text(zh="写成  2026-05-01  这样的日期，再检查一次", en="write it like  2026-05-01  and check again"),
)
_CURES = {
    UNREAD: Twofold(
        Text(
            zh="导入后在条目里改；或在原表里改成规范的写法，再导入",
            en="mend the entry afterwards, or the table and import again",
        ),
        _SPELL,
    ),
    BARE: Twofold(
        Text(
            zh="向数据来源要编号说明；用  catalog import --write-mapping 对照表.yaml 表格  写出对照表，填好后用  --mapping 对照表.yaml  导入",
            en="ask the source what its numbers mean; have a mapping written with  catalog import --write-mapping FILE TABLE , fill it in, and import with  --mapping FILE",
        ),
        _SPELL,
    ),
    CLASHING: again(zh="核对哪一个对，同一条的各处写成一样，", en="see which is right, say the same everywhere and"),
}


def cure(kind: str, shape: Shape, key: str | None) -> Text | None:
    """The remedy for what was said of a cell of the field `key` (None: of no field); None where there is nothing to do."""
    date = shape.fields.get(key or "", {}).get("format") == "date"
    if kind == MANGLED:
        return DATE_HELP if date else CODE_HELP
    if kind == UNREAD and date:
        return _DAY
    return _CURES.get(kind)
