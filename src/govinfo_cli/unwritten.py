"""Why files were not written: WriteError, and its sentences."""

from __future__ import annotations

import errno

from govinfo_cli.diagnostic import Text
from govinfo_cli.lock import WAIT
from govinfo_cli.visible import visible


class WriteError(Exception):
    """Files could not be written; `text` says which one failed and what became of the others."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


_WHY = {
    errno.EACCES: Text(zh="没有写入权限", en="no permission"),
    errno.EPERM: Text(zh="没有写入权限", en="no permission"),
    errno.ENOSPC: Text(zh="磁盘空间不足", en="the disk is full"),
    errno.EDQUOT: Text(zh="磁盘配额已用完", en="the disk quota is used up"),
    errno.EROFS: Text(zh="磁盘是只读的", en="the disk is read-only"),
    errno.ENAMETOOLONG: Text(zh="文件名太长", en="the name is too long"),
    errno.EISDIR: Text(zh="那里是一个文件夹", en="a folder is there"),
    errno.ENOTDIR: Text(zh="上一级不是文件夹", en="what should hold it is no folder"),
    errno.EEXIST: Text(zh="上一级不是文件夹", en="what should hold it is no folder"),
    errno.ENOENT: Text(zh="文件夹不存在", en="no such folder"),
}


_UNREAD = {
    errno.ENOENT: Text(zh="没有这个文件", en="no such file"),
    errno.EISDIR: Text(zh="是一个文件夹", en="a folder"),
    errno.EACCES: Text(zh="没有读取权限", en="no permission"),
    errno.EPERM: Text(zh="没有读取权限", en="no permission"),
}


def unread(error: OSError) -> Text:
    """Why a file is not read, in the words of people where we have some."""
    other = Text(zh=error.strerror or "打不开", en=error.strerror or "cannot be opened")
    return _UNREAD.get(error.errno) or _WHY.get(error.errno) or other


def failed(path: str, error: OSError, done: int = 0) -> WriteError:
    """The system says no; `done` files were replaced before."""
    why = _WHY.get(error.errno) or Text(zh=error.strerror or str(error), en=error.strerror or str(error))
    state = Text(zh=f"此前 {done} 个文件已写好", en=f"{done} files before it are written") if done else None
    state = state or Text(zh="没有写入任何文件", en="nothing was written")
    return WriteError(
        Text(
            zh=f"“{visible(path)}”写不进去：{why.zh}；{state.zh}",
            en=f"'{visible(path)}' could not be written: {why.en}; {state.en}",
        ),
        Text(
            zh="检查磁盘空间和文件权限，关闭正在使用该文件的程序，再运行一次",
            en="check free space and permissions, close programs that hold the file, and run again",
        ),
    )


def refused(path: str) -> WriteError:
    """The path is none to write to."""
    return WriteError(
        Text(
            zh=f"“{visible(path)}”不能写：路径经过链接或指向目录库之外；没有写入任何文件",
            en=f"'{visible(path)}' is not written: the path leads through a link or out of the catalogue; nothing was written",
        ),
        Text(zh="把链接换成真正的文件夹或文件", en="put a real folder or file in place of the link"),
    )


def stale(path: str) -> WriteError:
    """Something else lies there than what the bundle was made of."""
    return WriteError(
        Text(
            zh=f"“{visible(path)}”刚被别的程序改过；没有写入任何文件",
            en=f"'{visible(path)}' was changed by another program just now; nothing was written",
        ),
        Text(zh="再运行一次", en="run again"),
    )


def taken(path: str) -> WriteError:
    """Another entry got the code first."""
    return WriteError(
        Text(
            zh=f"新编的代码刚被另一条用去（“{visible(path)}”）；没有写入任何文件",
            en=f"'{visible(path)}' has just taken a code that was to be given; nothing was written",
        ),
        Text(zh="再运行一次，会编下一个代码", en="run again for the next code"),
    )


def busy() -> WriteError:
    """Another writer does not come to an end."""
    return WriteError(
        Text(
            zh=f"另一个 catalog 正在这里写文件，等了 {WAIT:g} 秒还没有写完；没有写入任何文件",
            en=f"another catalog is writing here and has not finished within {WAIT:g} seconds; nothing was written",
        ),
        Text(zh="等它结束，再运行一次", en="wait until it has finished, and run again"),
    )
