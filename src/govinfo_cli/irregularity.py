"""What a verification may have to say of a bundle: every kind with its level and title."""

from __future__ import annotations

from govinfo_cli.diagnostic import Diagnostic, Severity, Span, Text

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# An error says that it is not what was exported; a warning that something cannot be proved; the rest is for the record.
KINDS: dict[str, tuple[Severity, Text]] = {
    "bundle-no-zip": (_E, Text(zh="不是上传包", en="no bundle")),
    "bundle-cut-off": (_E, Text(zh="上传包不完整", en="cut off")),
    "bundle-too-large": (_E, Text(zh="超出核验上限", en="too large to verify")),
    "bundle-malformed-zip": (_E, Text(zh="压缩包结构不符", en="malformed zip")),
    "bundle-stray-bytes": (_E, Text(zh="夹带的字节", en="stray bytes")),
    "bundle-overlapping-members": (_E, Text(zh="文件互相重叠", en="overlapping members")),
    "bundle-duplicate-member": (_E, Text(zh="文件重名", en="duplicate member")),
    "bundle-unsafe-name": (_E, Text(zh="不安全的文件名", en="unsafe name")),
    "bundle-encrypted-member": (_E, Text(zh="加密的文件", en="encrypted member")),
    "bundle-compressed-member": (_E, Text(zh="压缩过的文件", en="compressed member")),
    "bundle-bomb": (_E, Text(zh="解压炸弹", en="decompression bomb")),
    "bundle-link-member": (_E, Text(zh="链接", en="link")),
    "bundle-repacked": (_E, Text(zh="重新打过包", en="repacked")),
    "bundle-no-manifest": (_E, Text(zh="没有清单", en="no manifest")),
    "bundle-malformed-manifest": (_E, Text(zh="清单写法不符", en="malformed manifest")),
    "bundle-rewritten-manifest": (_E, Text(zh="清单被改写", en="rewritten manifest")),
    "bundle-missing-member": (_E, Text(zh="缺少文件", en="missing member")),
    "bundle-extra-member": (_E, Text(zh="清单以外的文件", en="extra member")),
    "bundle-altered-member": (_E, Text(zh="文件被改动", en="altered member")),
    "bundle-swapped-member": (_E, Text(zh="文件被调换", en="swapped member")),
    "bundle-misplaced-member": (_E, Text(zh="不该外发的文件", en="member that stays in")),
    "bundle-wrong-count": (_E, Text(zh="条数不符", en="wrong count")),
    "bundle-unreadable-member": (_E, Text(zh="文件读不出来", en="unreadable member")),
    "bundle-members-disagree": (_E, Text(zh="文件之间不一致", en="members disagree")),
    "bundle-unknown-commit": (_E, Text(zh="没有这个提交", en="unknown commit")),
    "bundle-wrong-tree": (_E, Text(zh="内容树不符", en="wrong tree")),
    "bundle-not-reproduced": (_E, Text(zh="与重新导出的不同", en="not reproduced")),
    "bundle-unknown-release": (_E, Text(zh="没有这个审定版", en="unknown release")),
    "bundle-not-the-released": (_E, Text(zh="不是审定的上传包", en="not the released bundle")),
    "bundle-unsigned": (_E, Text(zh="没有签名", en="not signed")),
    "bundle-bad-signature": (_E, Text(zh="签名不符", en="bad signature")),
    "bundle-uncommitted": (_W, Text(zh="含未提交的改动", en="made of uncommitted changes")),
    "bundle-no-commit": (_W, Text(zh="不是从 git 导出", en="not made from git")),
    "bundle-with-errors": (_W, Text(zh="有错误也导出", en="exported with errors")),
    "bundle-other-version": (_I, Text(zh="另一版本的工具所做", en="made by another version")),
}


def irregularity(
    kind: str, path: str, message: Text, help: Text | None = None, severity: Severity | None = None
) -> Diagnostic:
    """A finding about a bundle, or about the member at `path` of one."""
    return Diagnostic(kind, severity or KINDS[kind][0], message, Span(path), help=help)
