"""The pipeline of `init`: the files of a new catalogue repository, or some of them for an old one, to a Bundle."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from govinfo_cli import editor
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.exported import Edition
from govinfo_cli.exports import codeowners
from govinfo_cli.scalars import scalar
from govinfo_cli.settings import Settings, open_records, open_settings, record_schema
from govinfo_cli.source import Folder, Overlay

_HERE = Path(__file__).parent
STARTER = _HERE / "starter" if (_HERE / "starter").is_dir() else _HERE.parents[1] / "examples" / "starter"

_SHELL = "ci/check.sh"
# What each host needs; the two last run the shell recipe by settings of their own.
HOSTS: Mapping[str, tuple[str, ...]] = {
    "github": (".github/workflows/catalog.yml", ".github/workflows/catalog-comment.yml"),
    "gitlab": (".gitlab-ci.yml", _SHELL),
    "gitee": (_SHELL,),
    "jenkins": ("Jenkinsfile", _SHELL),
}
# Files of these two hosts do nothing on another.
USUAL = ("github", "gitlab")
_SETTINGS = "catalog/catalog.yaml"
_SCHEMAS = ".vscode/entry.schema.json", ".vscode/owners.schema.json"


class Answers(NamedTuple):
    """What a new catalogue is told about itself; None and () leave the placeholder, which is valid."""

    title: str | None = None
    publisher: str | None = None
    uscc: str | None = None
    profiles: tuple[str, ...] = ()


class Start(NamedTuple):
    """What is to be written, and what is there already and left alone."""

    bundle: Bundle
    left: tuple[str, ...] = ()


def begin(root: Path, answers: Answers, hosts: Iterable[str], lang: str, owners: bool = False) -> Start:
    """All files of a new catalogue repository at `root`, without those that are there; with `owners` CODEOWNERS too.

    Raises CatalogError and ProfileError where the catalogue that comes of it could not be opened.
    """
    others = {path for paths in HOSTS.values() for path in paths}
    files = {path: raw for path, raw in _shipped() if path not in others} | _hosted(hosts)
    files[_SETTINGS] = _told(files[_SETTINGS].decode(), answers).encode()
    new, left = _new(root, files)
    source = Overlay(Folder(root), new)
    settings = open_settings(source)
    catalog = Catalog(settings, open_records(source))
    entry, owner = _SCHEMAS
    schemas = {entry: editor.catalogue_schema(catalog, lang), owner: record_schema("owners")}
    made = {path: editor.text_of(schema).encode() for path, schema in schemas.items()}
    new_schemas, left_schemas = _new(root, made)
    start = _with_owners(root, settings, catalog, owners)
    return Start(_bundle({**new, **new_schemas}, start), tuple(sorted((*left, *left_schemas, *start.left))))


def add(root: Path, hosts: Iterable[str], owners: bool) -> Start:
    """The files of `hosts` for the catalogue at `root`, and with `owners` its CODEOWNERS, made anew.

    Raises CatalogError and ProfileError.
    """
    source = Folder(root)
    settings = open_settings(source)
    new, left = _new(root, _hosted(hosts))
    start = _with_owners(root, settings, Catalog(settings, open_records(source)), owners)
    return Start(_bundle(new, start), tuple(sorted((*left, *start.left))))


def _shipped() -> Iterator[tuple[str, bytes]]:
    """Every file of the starter with the ends of lines it is to have, whatever a checkout or a wheel made of them."""
    for file in sorted(STARTER.rglob("*")):
        if file.is_file():
            plain = file.read_bytes().replace(b"\r\n", b"\n")
            # cmd loses its place in a batch file whose lines end otherwise; a shell cannot run one with CR.
            yield (
                file.relative_to(STARTER).as_posix(),
                plain.replace(b"\n", b"\r\n") if file.suffix == ".cmd" else plain,
            )


def _hosted(hosts: Iterable[str]) -> dict[str, bytes]:
    wanted = {path for host in hosts for path in HOSTS[host]}
    return {path: raw for path, raw in _shipped() if path in wanted}


def _told(text: str, answers: Answers) -> str:
    """catalog.yaml with the answers in place of the placeholders."""
    publisher = answers.publisher
    title = answers.title or (f"{publisher}政务信息资源目录" if publisher else None)
    lines = []
    for line in text.splitlines():
        if title and line.startswith("title:"):
            line = f"title: {scalar(title)}"
        elif line.startswith("publisher:") and (publisher or answers.uscc):
            told = scalar(publisher or "本单位", flow=True)
            code = f", uscc: {scalar(answers.uscc, flow=True)}" if answers.uscc else ""
            line = f"publisher: {{name: {told}{code}}}"
        elif line.startswith("profile:") and answers.profiles:
            line = f"profile: [{', '.join(scalar(name, flow=True) for name in answers.profiles)}]"
        elif line.startswith('  "303999":') and publisher:
            line = f'  "303999": {scalar(f"{publisher}（暂编，上报前与国家平台核对）")}'
        lines.append(line)
    return "\n".join(lines) + "\n"


def _new(root: Path, files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files that are not there yet, and the paths of those that are and say something else."""
    there = {path: root / path for path in files if os.path.lexists(root / path)}
    left = (path for path, place in there.items() if not place.is_file() or place.read_bytes() != files[path])
    return {path: raw for path, raw in files.items() if path not in there}, tuple(left)


def _with_owners(root: Path, settings: Settings, catalog: Catalog, owners: bool) -> Start:
    """CODEOWNERS, which is written anew where we made it, and left alone where somebody else did."""
    if not owners:
        return Start(Bundle({}))
    made = codeowners.bundle(Edition(settings, catalog, lambda: iter(())))
    raw = made.files[codeowners.PATH]
    place = root / codeowners.PATH
    was = place.read_bytes() if place.is_file() else None
    if was is not None and was.splitlines()[:1] != raw.splitlines()[:1]:
        return Start(Bundle({}), (codeowners.PATH,))
    return Start(made._replace(was={codeowners.PATH: was}))


def _bundle(new: Mapping[str, bytes], start: Start) -> Bundle:
    # A file that somebody makes in the meantime is not written over.
    return Bundle({**new, **start.bundle.files}, was={**dict.fromkeys(new), **start.bundle.was})
