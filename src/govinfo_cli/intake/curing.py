"""What to do about a cell that was not taken as it stands: the remedy for each kind of remark."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.cells import BARE, MANGLED, UNREAD
from govinfo_cli.intake.mangled import HELP

CURES = {
    UNREAD: Text(
        zh="导入后在条目里改；或在原表里改成规范的写法，再导入",
        en="mend the entry afterwards, or the table and import again",
    ),
    BARE: Text(
        zh="向数据来源要编号说明；用  catalog import --write-mapping 对照表.yaml 表格  写出对照表，填好后用  --mapping 对照表.yaml  导入",
        en="ask the source what its numbers mean; have a mapping written with  catalog import --write-mapping FILE TABLE , fill it in, and import with  --mapping FILE",
    ),
    MANGLED: HELP,
}
