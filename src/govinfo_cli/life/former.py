"""Who bore a code before: another resource, to which it was given once and which was withdrawn since, as the history tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from govinfo_cli.catalog import Card, is_entry_path
from govinfo_cli.change.likeness import likeness, traits
from govinfo_cli.change.matching import SAME
from govinfo_cli.git import objects as git
from govinfo_cli.history import Codes, History, Step, repository
from govinfo_cli.life.happening import commits
from govinfo_cli.registers import Former
from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.reading import read


class _Past(NamedTuple):
    """What the history says of one code: the last version of each that gave it up, with the commit that took it; how
    many of these came before the one that bears it now, and the first version of that, None where it never came anew."""

    gone: tuple[tuple[str, str], ...] = ()
    before: int = 0
    born: str | None = None


def formers(source: Source, cards: Iterable[Card]) -> dict[str, Former]:
    """Code -> the resource that bore it before the one in `cards` did, the last of them; raises GitError.

    A code that moved with its file, or that came back with the entry that had it, was given to nobody else: it is told
    by the likeness of what the two say, as `diff` tells one entry under two codes. Nothing is said where either cannot
    be read, nor of what a shallow clone does not hold.
    """
    bearers = {card.code: card.path for card in cards if card.code}
    if not bearers or not repository(source):
        return {}
    start = source.commit
    with suppress(git.GitError):
        start = start or git.commit_of(source.root, "HEAD")
    history = History(source.root, *([start] if start else []), refs="tags")
    steps = list(history.steps())
    codes = Codes(history.top, steps)
    pasts = _pasts(steps, codes, bearers.keys())
    if any(past.born is None for past in pasts.values()):
        # Borne by two at once, of which one gave it up: the other is no newcomer. Else it is not committed yet.
        there = {codes.of(path, blob) for path, blob in history.entries(start)} if start else ()
        pasts = {
            code: past._replace(before=len(past.gone)) if past.born is None else past
            for code, past in pasts.items()
            if past.born is not None or code not in there
        }
    wanted = dict.fromkeys(
        blob for past in pasts.values() for blob in (*(one for one, _ in past.gone), past.born) if blob
    )
    raws = dict(zip(wanted, git.blobs(history.top, wanted), strict=True)) if wanted else {}
    found: dict[str, tuple[str, dict]] = {}
    for code, past in pasts.items():
        path = bearers[code]
        now = _said(path, raws.get(past.born) if past.born else read_one(source, path))
        for blob, commit in reversed(past.gone[: past.before]):
            then = _said(path, raws[blob])
            if now and then and not _alike(then, now):
                found[code] = commit, then
                break
    when = commits(history.top, (commit for commit, _ in found.values()))
    return {
        code: Former(code, _text(then, "name"), _text(then, "owner"), when[commit].date, commit)
        for code, (commit, then) in found.items()
    }


def _pasts(steps: Sequence[Step], codes: Codes, wanted: Iterable[str]) -> dict[str, _Past]:
    """The codes of `wanted` that were given up once."""
    found: dict[str, _Past] = {}
    sought = frozenset(wanted)
    merges = Counter(step.commit for step in steps)
    for step in reversed(steps):
        if merges[step.commit] > 1:
            continue  # what its branches did is told there
        touches = [touch for touch in step.touches if is_entry_path(touch.path)]
        olds = {codes.of(touch.path, touch.old): touch.old for touch in touches if touch.old}
        news = {codes.of(touch.path, touch.new): touch.new for touch in touches if touch.new}
        for code in (olds.keys() - news.keys()) & sought:
            past = found.get(code, _Past())
            found[code] = past._replace(gone=(*past.gone, (olds[code], step.commit)))
        for code in (news.keys() - olds.keys()) & found.keys():
            found[code] = found[code]._replace(before=len(found[code].gone), born=news[code])
    return found


def _said(path: str, raw: bytes | None) -> dict | None:
    data = read(path, raw, {}).data if raw else None
    return data if isinstance(data, dict) and data else None


def _alike(one: dict, other: dict) -> bool:
    return likeness(traits(one, ""), traits(other, "")) >= SAME


def _text(data: dict, key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None
