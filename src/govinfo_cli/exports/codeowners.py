"""CODEOWNERS from owners.yaml, so that the host itself asks each owner about the owner's entries: 谁主管，谁提供."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog, owner_folder
from govinfo_cli.edition.exported import Edition
from govinfo_cli.redaction import hidden_in
from govinfo_cli.veil import Veil
from govinfo_cli.visible import visible

ENDING = "CODEOWNERS"
NEEDS_ENTRIES = False
PATH = "CODEOWNERS"  # GitHub and GitLab read it at the root

# What is nobody's own: the registers, the profiles, and whatever decides what is checked before a change is taken.
_COMMON = (
    "catalog/",
    "schemas/",
    ".github/",
    "ci/",
    "hooks/",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    ".pre-commit-config.yaml",
    PATH,
)
# What hosts take for an account: @name, @group/team, or an address.
_ACCOUNT = re.compile(r"@[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*|[^\s@#]+@[A-Za-z0-9][A-Za-z0-9.-]+", re.A)
# What a pattern would read as something else; a blank ends it.
_SPECIAL = re.compile(r"[\\ #!*?\[\]]")
_HEAD = """\
# 由 catalog 按 owners.yaml 生成（contact.account，没有的用 contact.email）；不要手改。
# Made by catalog from owners.yaml (contact.account, else contact.email); do not edit.
"""


def bundle(edition: Edition) -> Bundle:
    """One file: who is asked about what. Registers, settings and checks are the office's, each owner's folder the owner's.

    Of several lines that fit a path the last counts, so that the general one stands first. An owner without an
    account is named in a comment; the office is asked in its stead.
    """
    catalog = edition.catalog
    lines = [_HEAD]
    secrets = Veil(catalog.settings).secrets(catalog.owners)
    office = _accounts(catalog, _office(catalog))
    if office:
        lines += [f"/{path} {office}\n" for path in _COMMON]
    else:
        lines.append("# 办公机构没有登记账号：公共文件没有指定审核人 (no account for the office)\n")
    for name in sorted(catalog.owners):
        accounts = _accounts(catalog, name)
        folder = _SPECIAL.sub(lambda found: "\\" + found[0], owner_folder(name))
        if accounts and folder:
            lines.append(f"/catalog/{folder}/ {accounts}\n")
        else:
            lines.append(f"# {visible(hidden_in(name, secrets))}：没有登记账号 (no account)\n")
    return Bundle({PATH: "".join(lines).encode()})


def _office(catalog: Catalog) -> str | None:
    """The owner that is the office of catalog.yaml's roles, or None."""
    office = catalog.settings.roles.get("office")
    return catalog.owner_names.official(office) if isinstance(office, str) else None


def _accounts(catalog: Catalog, owner: str | None) -> str:
    """The accounts of an owner, blank between; of an affiliate that has none those of its supervisor."""
    own = list(dict.fromkeys(_registered(catalog, owner)))
    if not own and owner in catalog.owners:
        own = list(dict.fromkeys(_registered(catalog, catalog.owners[owner].supervisor)))
    return " ".join(own)


def _registered(catalog: Catalog, owner: str | None) -> Iterator[str]:
    data = catalog.records["owners"].data if catalog.has("owners") else {}
    facts = data.get(owner) if isinstance(data, Mapping) else None
    contact = facts.get("contact") if isinstance(facts, Mapping) else None
    if not isinstance(contact, Mapping):
        return
    said = contact.get("account") or contact.get("email")
    for account in said.split() if isinstance(said, str) else ():
        if _ACCOUNT.fullmatch(account):
            yield account
