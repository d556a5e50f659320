"""Entries as they lie in a source, read one after the other; and the one that a code, a name or a path means."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence

from govinfo_cli.catalog import Card, is_entry_path
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.limits import counted
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Source
from govinfo_cli.visible import shown, visible
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.loading import Loader
from govinfo_cli.yaml.reading import MAX_BYTES, Doubt, load, read

_MANY = 30  # files; see loading.Loader


class LookupFailed(Exception):
    """Nothing, or more than one thing, is called so; `text` says what, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


def entry_files(source: Source, paths: Sequence[str] = ()) -> list[File]:
    """The entries' files, in order of path; with `paths` (relative to the root) those at or below one of them.

    Raises LookupFailed for a path with no entry below it.
    """
    files = counted([file for file in source.files("catalog") if is_entry_path(file.path)])
    return below(files, paths) if paths else files


def below(files: Sequence[File], paths: Sequence[str]) -> list[File]:
    """Those of `files` that lie at or below one of `paths`; raises LookupFailed for a path with none."""
    chosen: set[str] = set()
    for path in paths:
        head = path.rstrip("/")
        under = {
            file.path for file in files if head in ("", ".") or file.path == head or file.path.startswith(head + "/")
        }
        if not under and head != "catalog":
            raise LookupFailed(
                Text(zh=f"“{path}”下没有目录条目", en=f"no entry under '{path}'"),
                Text(
                    zh="检查路径是否写错；不写路径则是整个目录",
                    en="check the path; without one it is the whole catalogue",
                ),
            )
        chosen |= under
    return [file for file in files if file.path in chosen]


def entries(
    source: Source,
    settings: Settings,
    files: Iterable[File],
    look: Callable[[str, bytes | None], object] = lambda path, raw: None,
) -> Iterator[Entry]:
    """The entries in `files`, not to be changed; of one that cannot be read `whole` is None. Whoever is to look at the
    bytes first does."""
    typed, files = settings.shape.typed, list(files)
    loader = Loader(typed) if len(files) > _MANY else None
    for file, raw in source.read(files):
        look(file.path, raw)
        if file.trouble or raw is None or len(raw) > MAX_BYTES:
            yield Entry(file.path, None, settings.shape)
            continue
        try:
            data = loader.load(raw) if loader else load(raw, typed)
        except Doubt:
            document = read(file.path, raw, typed)
            data = document.data if isinstance(document.data, dict) else None
            yield Entry(file.path, data, settings.shape, document)
            continue
        if loader:
            loader.keep()
        yield Entry(file.path, data, settings.shape)


def find(cards: Sequence[Card], word: str, path: str | None = None) -> Card:
    """The card whose path (`path`, or `word` from the root), code or name it is; raises LookupFailed."""
    for place in filter(None, (path, word)):
        for card in cards:
            if card.path == place:
                return card
    wanted = fold(word)
    found = [card for card in cards if card.code and fold(card.code) == wanted]
    found = found or [card for card in cards if card.name and fold(card.name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        places = [visible(card.path) for card in found[:3]]
        raise LookupFailed(
            Text(zh=f"有 {len(found)} 条都叫“{shown(word)}”", en=f"{len(found)} entries are called '{shown(word)}'"),
            Text(zh=f"改写文件路径，例如 {'；'.join(places)}", en=f"give the path instead: {' or '.join(places)}"),
        )
    near = nearest(cards, word)
    raise LookupFailed(
        Text(zh=f"目录里没有“{shown(word)}”", en=f"no entry '{shown(word)}'"),
        Text(
            zh="最接近：" + "；".join(f"{shown(card.code or '无代码')} {shown(card.name or '')}" for card in near),
            en="nearest: " + "; ".join(f"{shown(card.code or 'no code')} {shown(card.name or '')}" for card in near),
        )
        if near
        else Text(zh="运行  catalog list  查看全部条目", en="catalog list shows all entries"),
    )


def nearest(cards: Sequence[Card], word: str, count: int = 3) -> list[Card]:
    """The entries whose code or name comes closest to `word`, those first whose name holds it."""
    wanted = fold(word)
    spellings: dict[str, Card] = {}
    for card in cards:
        for said in filter(None, (card.name, card.code)):
            spellings.setdefault(fold(said), card)
    holding = [card for said, card in spellings.items() if len(wanted) > 1 and wanted in said]
    close = difflib.get_close_matches(wanted, spellings, n=count, cutoff=0.5)
    found = {card.path: card for card in [*holding[:count], *(spellings[said] for said in close)]}
    return list(found.values())[:count]
