"""The pipeline of `verify`: the bytes of a bundle, held against its own manifest, itself, and the commit that it names."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from govinfo_cli import __version__
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.git import objects as git
from govinfo_cli.irregularity import irregularity
from govinfo_cli.outcome import Outcome
from govinfo_cli.package import agreeing, manifest
from govinfo_cli.package.held import Part, whole
from govinfo_cli.package.opening import AGAIN, Opened, opened
from govinfo_cli.package.zipping import directory, local_header, stamp
from govinfo_cli.profile import load_profile, shipped_names
from govinfo_cli.reproduction import reproduced
from govinfo_cli.signature import checked
from govinfo_cli.veil import masked
from govinfo_cli.visible import shown

_NAMED = 20  # findings of one kind


class Asked(NamedTuple):
    """What a verification is asked for: the repository (None: there is none), the file of allowed signers and the file of
    the signature (without signers none is asked for)."""

    root: Path | None = None
    signers: str | None = None
    signature: str | None = None
    step: Callable[[Text], None] = lambda text: None


class Verified(NamedTuple):
    """What came of it: the findings, the manifest (None where there is none to be read), and what was looked at and what
    was not, a sentence each."""

    outcome: Outcome
    manifest: Mapping | None
    notes: tuple[Text, ...]


def verify(raw: bytes | BinaryIO, path: str, asked: Asked) -> Verified:
    """Everything that is wrong with the bundle `raw`, called `path`; a stream is never held as a whole. Raises GitMissing
    where a signature is asked for."""
    held = whole(io.BytesIO(raw) if isinstance(raw, bytes) else raw)
    zipped = opened(held, path)
    found = list(zipped.findings)
    notes: list[Text] = []
    said = None
    if zipped.members or not found:
        read = list(_manifest(zipped, path))
        said = read.pop() if read and isinstance(read[-1], dict) else None
        found += read
    if said is not None:
        named = list(_members(zipped, said, path))
        found += named
        found += agreeing.judged(said, zipped.members)
        if not found and not _as_written(held, zipped, said):
            found.append(_repacked(path))
        found += _circumstances(said, path)
        if not any(one.rule == "bundle-repacked" or one in named for one in found):
            notes.append(Text(zh="各文件与清单一致", en="every member is as the manifest says"))
        found += _reproduced(held, zipped, said, path, asked, notes)
    if asked.signers is not None:
        found += _signed(held, path, asked, notes)
    if said is not None:
        said = {**said, "title": masked(said["title"])}
    return Verified(_outcome(list(map(_unseen, found)), said), said, tuple(Text(*map(masked, note)) for note in notes))


def _unseen(one: Diagnostic) -> Diagnostic:
    """A finding without what a forger has put into a name that must not be seen."""
    message, help = (Text(*map(masked, said)) if said else None for said in (one.message, one.help))
    return one._replace(message=message, help=help, span=one.span._replace(path=masked(one.span.path)))


def too_large(path: str) -> Verified:
    """The same of a file of more bytes than are read."""
    said = Text(zh="文件超过 2 GB，没有核验", en="more than 2 GB, not verified")
    return Verified(_outcome([irregularity("bundle-too-large", path, said)], None), None, ())


def _outcome(found: list[Diagnostic], said: Mapping | None) -> Outcome:
    names = [one["name"] for one in said["profiles"]] if said else []
    profile, _ = load_profile([name for name in names if name in shipped_names()] or ["guide-2017"])
    count = max((one["entries"] for one in said["counts"].values()), default=0) if said else 0
    return Outcome(tuple(found), (), count, count, profile)


def _manifest(zipped: Opened, path: str) -> Iterator[Diagnostic | dict]:
    """What is wrong with the manifest, and last, where it can be relied on to be one, itself."""
    raw = zipped.members.get(manifest.PATH)
    if raw is None:
        yield irregularity(
            "bundle-no-manifest", path, Text(zh="包里没有清单 manifest.json", en="there is no manifest.json"), AGAIN
        )
        return
    try:
        data = manifest.read(raw.read() if raw.size <= manifest.MAX else b"")
    except ValueError:
        yield _malformed(Text(zh="清单不是 JSON，或有重复的键", en="the manifest is no JSON, or says a thing twice"))
        return
    faults = manifest.faults(data)
    for fault in faults[:_NAMED]:
        where = shown(".".join(map(str, fault.route)))
        yield _malformed(Text(zh=f"清单的“{where}”不符合要求", en=f"'{where}' in the manifest is not as it should be"))
    if faults or not isinstance(data, dict):
        return
    if manifest.encoded(manifest.sealed(data)) != raw.read():
        said = Text(zh="清单被改过，不是导出时的原样", en="the manifest is not as it was written")
        yield irregularity("bundle-rewritten-manifest", manifest.PATH, said, AGAIN)
    yield data


def _malformed(said: Text) -> Diagnostic:
    return irregularity("bundle-malformed-manifest", manifest.PATH, said, AGAIN)


def _members(zipped: Opened, said: Mapping, path: str) -> Iterator[Diagnostic]:
    """What is in the zip against what the manifest lists."""
    listed = {one["path"]: one for one in said["members"]}
    if len(listed) != len(said["members"]):
        yield _malformed(Text(zh="清单里同一个文件写了两次", en="the manifest lists a member twice"))
    digests = {at: raw.sha256 for at, raw in zipped.members.items() if at != manifest.PATH}
    by_digest = {one["sha256"]: at for at, one in listed.items()}
    for at in sorted({*listed, *digests}):
        label, one = shown(at, 120), listed.get(at)
        if one is None:
            yield irregularity(
                "bundle-extra-member",
                at,
                Text(zh=f"清单里没有“{label}”", en=f"'{label}' is not in the manifest"),
                AGAIN,
            )
        elif at not in digests:
            yield irregularity(
                "bundle-missing-member", at, Text(zh=f"缺少“{label}”", en=f"'{label}' is missing"), AGAIN
            )
        elif (digests[at], zipped.members[at].size) != (one["sha256"], one["size"]):
            other = by_digest.get(digests[at])
            if other is not None and other != at:
                text = Text(
                    zh=f"“{label}”的内容是“{shown(other, 120)}”的",
                    en=f"'{label}' holds what '{shown(other, 120)}' should",
                )
                yield irregularity("bundle-swapped-member", at, text, AGAIN)
            else:
                text = Text(
                    zh=f"“{label}”与清单不符，导出以后被改过",
                    en=f"'{label}' is not what the manifest says: it was altered",
                )
                yield irregularity("bundle-altered-member", at, text, AGAIN)
        if at.startswith("internal/") and said["arguments"]["scope"] == "external":
            text = Text(zh=f"对外的上传包里不应有“{label}”", en=f"'{label}' has no place in a bundle for others")
            yield irregularity("bundle-misplaced-member", at, text)
    named = {at for one in said["targets"] for at in one["files"]}
    for at in sorted({at for at in listed if at.startswith("upload/")} ^ named):
        text = Text(
            zh=f"清单前后不一：“{shown(at, 120)}”", en=f"the manifest contradicts itself about '{shown(at, 120)}'"
        )
        yield irregularity("bundle-malformed-manifest", manifest.PATH, text, AGAIN)


def _as_written(held: Part, zipped: Opened, said: Mapping) -> bool:
    """Whether every header, and the directory, is byte for byte as an export writes it."""
    stamped = stamp(datetime.fromisoformat(said["time"]) if said["time"] else None)
    reached = 0
    for one in zipped.listed:
        head = local_header(one, stamped)
        if one.offset != reached or held.at(reached, len(head)) != head:
            return False
        reached += len(head) + one.size
    paths = [one.path for one in zipped.listed]
    last = directory(zipped.listed, stamped, reached)
    return paths == sorted(paths) and held.size == reached + len(last) and held.at(reached, len(last)) == last


def _repacked(path: str) -> Diagnostic:
    text = Text(
        zh="内容与清单一致，但不是原来的压缩包：重新打过包", en="the content is as it was, but the zip was packed anew"
    )
    return irregularity("bundle-repacked", path, text, AGAIN)


def _circumstances(said: Mapping, path: str) -> Iterator[Diagnostic]:
    """What an honest manifest admits."""
    if said["check"]["errors"]:
        count = said["check"]["errors"]
        text = Text(
            zh=f"导出时目录有错误 {count} 处（--allow-errors）", en=f"the catalogue had {count} errors (--allow-errors)"
        )
        yield irregularity(
            "bundle-with-errors", path, text, Text(zh="不得上报；改正后重新导出", en="mend them and export again")
        )
    if said["commit"] is None:
        text = Text(
            zh="不是从 git 导出的，无法证明出自哪个版本", en="not exported from git: nothing proves which state it is"
        )
        yield irregularity("bundle-no-commit", path, text, _COMMIT)
    elif said["dirty"]:
        text = Text(
            zh="导出时有尚未提交的改动，无法重做", en="made of changes that were not committed: it cannot be made again"
        )
        yield irregularity("bundle-uncommitted", path, text, _COMMIT)


_COMMIT = Text(zh="提交以后重新导出", en="commit, and export again")


def _reproduced(
    held: Part, zipped: Opened, said: Mapping, path: str, asked: Asked, notes: list[Text]
) -> list[Diagnostic]:
    if asked.root is None:
        notes.append(
            Text(
                zh="这里不是目录库的 git 仓库，没有按提交重新导出比较",
                en="no git repository with a catalogue here: not exported again and compared",
            )
        )
        return []
    if said["commit"] is None:
        return []
    asked.step(Text(zh="正在按提交重新导出", en="exporting the commit again"))
    found = list(reproduced(held, zipped.members, said, path, asked.root))
    asked.step(Text("", ""))
    if said["dirty"] or any(one.severity > 1 for one in found):
        return found
    if said["tool"]["version"] == __version__:
        notes.append(
            Text(zh="与按提交重新导出的逐字节相同", en="the same, byte for byte, as the commit exported again")
        )
    else:
        notes.append(Text(zh="与按提交重新导出的内容相同", en="the same data as the commit exported again"))
    return found


def _signed(held: Part, path: str, asked: Asked, notes: list[Text]) -> Iterator[Diagnostic]:
    signature = asked.signature or ""
    if not os.path.isfile(signature):
        text = Text(zh=f"没有签名文件“{shown(signature, 120)}”", en=f"there is no signature '{shown(signature, 120)}'")
        yield irregularity(
            "bundle-unsigned",
            path,
            text,
            Text(
                zh="签名文件与上传包放在一起；别处的用  --signature  指定",
                en="put it beside the bundle, or name it with --signature",
            ),
        )
        return
    done = checked(held.read(), signature, asked.signers or "")
    if done.signer is None:
        why = shown(done.said.splitlines()[-1], 120) if done.said else ""
        text = Text(
            zh=f"签名不符，或签名人不在名单里{f'（{why}）' if why else ''}",
            en=f"the signature does not fit, or nobody on the list made it{f' ({why})' if why else ''}",
        )
        yield irregularity("bundle-bad-signature", path, text, AGAIN)
    else:
        notes.append(Text(zh=f"签名有效：{shown(done.signer)}", en=f"signed by {shown(done.signer)}"))


def repository(root: Path | None) -> Path | None:
    """`root`, where it lies in a git repository or is one."""
    if root is None:
        return None
    try:
        return root if git.top(root) is not None or git.is_repository(root) else None
    except git.GitMissing:
        return None
