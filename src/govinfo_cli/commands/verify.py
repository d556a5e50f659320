"""`catalog verify`: whether a bundle is what was exported, by its manifest, by itself, and by the commit that it names."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Annotated, BinaryIO

from govinfo_cli import answering, reporting, verification
from govinfo_cli.diagnostic import Text
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.package.opening import MAX_BYTES
from govinfo_cli.package.telling import render
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.settings import CatalogError
from govinfo_cli.signature import ENDING
from govinfo_cli.unwritten import unread
from govinfo_cli.visible import shown


def verify(
    context: Context,
    bundle: Annotated[
        str,
        Argument(metavar="上传包", help="catalog export -f bundle 导出的 .zip (the bundle)"),
    ],
    format: Annotated[list[str], Option("--format", "-f", help="报告格式 (format of the report), 可多次")] = [],
    output: Annotated[
        list[str], Option("--output", "-o", help="报告写入文件 (write the report to FILE), 与 -f 成对")
    ] = [],
    signers: Annotated[
        str | None,
        Option("--signers", help="签名人名单，ssh 的 allowed_signers 格式；有它就必须有签名 (who may have signed it)"),
    ] = None,
    signature: Annotated[
        str | None,
        Option("--signature", help="签名文件；默认与上传包同名加 .sig (default: the bundle's name and .sig)"),
    ] = None,
) -> None:
    """核验上传包 (verify a bundle)。"""
    settings: Globals = context.obj
    pairs = reporting.asked(format, output)
    if signature is not None and signers is None:
        raise UsageError(
            Text(zh="--signature 要与 --signers 同用", en="--signature goes with --signers"),
            Text(zh="加上  --signers 名单文件", en="add --signers FILE"),
        )
    if signers is not None and not os.path.isfile(signers):
        raise UsageError(
            Text(zh=f"--signers：没有文件“{shown(signers)}”", en=f"--signers: no file '{shown(signers)}'"),
            Text(
                zh="名单一行一人：  名字 ssh-ed25519 AAAA…  ，即他的公钥前面加上名字",
                en="a line for each: NAME ssh-ed25519 AAAA…, the public key with a name before it",
            ),
        )
    done = _verified(bundle, settings, signers, signature)

    def text(color: bool) -> str:
        return render(Path(bundle).name, done.outcome, done.manifest, done.notes, settings.lang, color)

    reporting.deliver(done.outcome, pairs, settings, text)
    raise Exit(1 if done.outcome.failed else 0)


def _verified(bundle: str, settings: Globals, signers: str | None, signature: str | None) -> verification.Verified:
    """What is found in the file; raises UsageError where it cannot be opened."""
    with _opened(bundle) as stream:
        if stream.seek(0, os.SEEK_END) > MAX_BYTES:
            return verification.too_large(Path(bundle).name)
        try:
            root = verification.repository(settings.repository())
        except CatalogError:
            root = None
        place = signature or f"{bundle}{ENDING}"
        asked = verification.Asked(root, signers, place, answering.steps(settings))
        return verification.verify(stream, Path(bundle).name, asked)


def _opened(bundle: str) -> BinaryIO:
    try:
        if Path(bundle).is_fifo():  # no part of which can be read twice
            with open(bundle, "rb") as pipe:
                return io.BytesIO(pipe.read(MAX_BYTES + 1))
        return open(bundle, "rb")
    except OSError as error:
        why = unread(error)
        raise UsageError(
            Text(zh=f"“{shown(bundle)}”打不开：{why.zh}", en=f"'{shown(bundle)}' cannot be opened: {why.en}"),
            Text(zh="检查文件名；上传包是一个 .zip 文件", en="check the name; a bundle is a .zip file"),
        ) from None
