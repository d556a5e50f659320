"""A file that cannot be opened: a folder, a link, a device, or no permission."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding

TITLE = Text(zh="文件无法读取", en="unreadable file")
BROKEN = RECORDS = True

_REASONS = {
    "folder": (
        Text(zh="文件：这是一个文件夹，不是条目文件", en="file: this is a folder, not an entry"),
        Text(
            zh="文件夹的名字不要以 .yaml 结尾；把它改名或删除",
            en="rename the folder so that it does not end in .yaml, or delete it",
        ),
    ),
    "link": (
        Text(zh="文件：这是一个链接，不读取链接指向的内容", en="file: this is a link; what it points to is not read"),
        Text(zh="删除链接，把条目文件本身放在这里", en="delete the link and put the entry itself here"),
    ),
    "repository": (
        Text(
            zh="文件夹：这是另一个 git 仓库（子模块），里面的条目不属于本目录",
            en="folder: this is another git repository (a submodule), whose entries are no part of this catalogue",
        ),
        Text(
            zh="把条目文件直接放进本目录，或把这个仓库移到 catalog 之外",
            en="put the entries into this catalogue themselves, or move the repository out of catalog/",
        ),
    ),
    "special": (
        Text(zh="文件：不是普通文件", en="file: not a regular file"),
        Text(zh="删除它，换成普通的 .yaml 文本文件", en="replace it by an ordinary .yaml text file"),
    ),
    "denied": (
        Text(zh="文件：没有读取权限", en="file: no permission to read it"),
        Text(
            zh="检查文件权限，或是否正被其他程序占用", en="check its permissions and whether another program holds it"
        ),
    ),
}


def check(entry, settings, rows):
    """One finding for the file."""
    for problem in entry.document.problems:
        if problem.rule == "unreadable-file":
            message, help = _REASONS[problem.detail]
            yield Finding(message, help=help)
