"""A file too large, with too many values or nested too deep to be an entry; it is not read."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.limits import more
from govinfo_cli.yaml.nodes import MAX_DEPTH, MAX_NODES
from govinfo_cli.yaml.reading import MAX_BYTES

TITLE = Text(zh="文件过大", en="file too large")
BROKEN = RECORDS = True

_WHAT = {
    "bytes": Text(
        zh=f"文件：超过 {MAX_BYTES >> 20} MB，没有检查", en=f"file: larger than {MAX_BYTES >> 20} MiB, not checked"
    ),
    "nodes": Text(
        zh=f"文件：填写的内容超过 {MAX_NODES} 项，没有检查", en=f"file: more than {MAX_NODES} values, not checked"
    ),
    "depth": Text(
        zh=f"文件：一层套一层，超过 {MAX_DEPTH} 层，没有检查",
        en=f"file: nested deeper than {MAX_DEPTH} levels, not checked",
    ),
}
_HELP = {
    "bytes": Text(
        zh="一个文件只写一条目录；数据本身、大段文字不要贴进来",
        en="one entry a file; keep the data itself and long texts out of it",
    ),
    "nodes": Text(
        zh="一个文件只写一条目录；信息项过多的，按业务拆成几条",
        en="one entry a file; split an entry with too many items",
    ),
    "depth": Text(
        zh="检查括号是否多写了；条目最多三四层", en="look for surplus brackets; an entry has three or four levels"
    ),
}
_RECORD = Text(
    zh="登记表里只留还用得着的，大段说明不要贴进来", en="keep in the register what is in use, and long texts out of it"
)


def check(entry, settings, rows):
    """One finding for the file."""
    for problem in entry.document.problems:
        if problem.rule == "too-large":
            record = entry.document.path.count("/") == 1 and problem.detail != "depth"
            way, how = _RECORD if record else _HELP[problem.detail], more(problem.detail)
            help = Text(zh=way.zh + how.zh, en=way.en + how.en)
            yield Finding(_WHAT[problem.detail], place=(problem.start, problem.end), help=help)
