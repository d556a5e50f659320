"""The subcommands, one file each, thin: argv to a pure function to a report or a bundle."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text

# name -> what it is called in help; the order is the order of help. The function bears the command's name, with _.
TITLES = {
    "import": Text(zh="导入表格", en="import tables"),
    "validate": Text(zh="检查目录", en="check the catalogue"),
    "fix": Text(zh="更正问题", en="correct findings"),
    "fmt": Text(zh="整理格式", en="lay entries out"),
    "list": Text(zh="查询条目", en="list entries"),
    "show": Text(zh="查看条目", en="show an entry"),
    "stats": Text(zh="统计", en="count entries"),
    "diff": Text(zh="变更比对", en="compare versions"),
    "explain": Text(zh="查依据和说明", en="explain a rule, article, field or code list"),
    "withdraw": Text(zh="撤销条目", en="withdraw an entry"),
    "schema": Text(zh="填报项定义（供编辑器）", en="print a JSON Schema"),
}
