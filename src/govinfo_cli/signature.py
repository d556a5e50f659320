"""The signature of a bundle: ssh-keygen makes it and holds it against a list of allowed signers; no key passes through here."""

from __future__ import annotations

import os
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.git.guard import keygen
from govinfo_cli.visible import shown

NAMESPACE = "catalog-bundle"  # so that a signature of anything else is none of a bundle
ENDING = ".sig"


class SigningFailed(Exception):
    """No signature could be made; `text` says why, `help` the way out."""

    def __init__(self, text: Text, help: Text) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Checked(NamedTuple):
    """`signer` is who signed it, None where nobody on the list did; `said` is what ssh-keygen says of it."""

    signer: str | None
    said: str


def signed(raw: bytes, key: str) -> bytes:
    """The signature of `raw` by the key in the file `key`; a passphrase is asked for at the terminal by ssh-keygen itself.

    Raises SigningFailed and GitMissing.
    """
    code, made, said = keygen("-Y", "sign", "-n", NAMESPACE, "-f", os.path.abspath(key), input=raw)
    if code or not made.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        why = shown(said.splitlines()[-1] if said else f"exit {code}", 200)
        raise SigningFailed(
            Text(zh=f"“{shown(key)}”不能签名：{why}", en=f"'{shown(key)}' does not sign: {why}"),
            Text(
                zh="--sign 后面写 ssh 私钥的文件名；没有的，运行  ssh-keygen -t ed25519  新建一个",
                en="--sign takes the file of an ssh private key; ssh-keygen -t ed25519 makes one",
            ),
        )
    return made


def checked(raw: bytes, signature: str, signers: str) -> Checked:
    """Who of the allowed `signers` (a file) signed `raw`, as the file `signature` says. Raises GitMissing."""
    files = ("-s", os.path.abspath(signature))
    listed = "-f", os.path.abspath(signers)
    code, out, said = keygen("-Y", "find-principals", *files, *listed)
    names = out.decode("utf-8", "replace").splitlines()
    if code or not names:
        return Checked(None, said)
    for name in names:
        code, _, said = keygen("-Y", "verify", *listed, "-I", name, "-n", NAMESPACE, *files, input=raw)
        if not code:
            return Checked(name, said)
    return Checked(None, said)
