"""The subcommands, one file each, thin: argv to a pure function to a report or a bundle."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text

# name -> what it is called in help; the order is the order of help. Module and function bear the command's name, with _ for -.
TITLES = {
    "init": Text(zh="新建目录库", en="begin a catalogue"),
    "new": Text(zh="新增条目", en="add an entry"),
    "import": Text(zh="导入表格", en="import tables"),
    "validate": Text(zh="检查目录", en="check the catalogue"),
    "fix": Text(zh="更正问题", en="correct findings"),
    "fmt": Text(zh="整理格式", en="lay entries out"),
    "list": Text(zh="查询条目", en="list entries"),
    "show": Text(zh="查看条目", en="show an entry"),
    "stats": Text(zh="统计", en="count entries"),
    "diff": Text(zh="变更比对", en="compare versions"),
    "log": Text(zh="条目沿革", en="the life of an entry"),
    "classify": Text(zh="归类建议", en="propose classes"),
    "export": Text(zh="导出", en="export"),
    "release": Text(zh="登记审定版", en="register an approved state"),
    "verify": Text(zh="核验上传包", en="verify a bundle"),
    "explain": Text(zh="查依据和说明", en="explain a rule, article, field or code list"),
    "withdraw": Text(zh="撤销条目", en="withdraw an entry"),
    "diff-driver": Text(zh="供 git diff 调用", en="a diff driver for git"),
    "schema": Text(zh="填报项定义（供编辑器）", en="print a JSON Schema"),
}
