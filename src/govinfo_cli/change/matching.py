"""Which entry is which, before and after: by code, then by path, then by content; and what was divided or united."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.catalog import code_in_path
from govinfo_cli.change.likeness import Traits, candidates, is_piece, likeness, pieces, traits

Entries = Mapping[str, dict | None]  # path -> normal form, None where it cannot be read

SAME = 0.55  # likeness of what is taken for one entry under another code
_WHOLE = 0.85  # likeness of what is the entry itself rather than a piece of it


class Matches(NamedTuple):
    """Pairs of paths that are one entry, and the paths that are left. `links` are further pairs of an old and a new
    path: a part of the one went into the other."""

    pairs: Mapping[str, str]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    links: frozenset[tuple[str, str]] = frozenset()

    def heirs(self, path: str) -> tuple[str, ...]:
        """The new paths into which the old `path` went."""
        return tuple(sorted(after for before, after in self.links if before == path))

    def sources(self, path: str) -> tuple[str, ...]:
        """The old paths from which the new `path` came."""
        return tuple(sorted(before for before, after in self.links if after == path))


def match(old: Entries, new: Entries) -> Matches:
    """Matches every entry at most once. What did not change is matched first, and compared with nothing."""
    found = _Matching(old, new)
    found.settle((path, path) for path in old if path in new and new[path] == old[path])
    found.settle(list(_by_code(old, new, found.left, found.come)))
    found.settle([path, path] for path in list(found.left) if path in found.come and not _both_coded(old, new, path))
    left, come = found.traits()
    split, merged = dict(_divided(left, come)), dict(_divided(come, left))
    links = {(whole, part) for whole, parts in split.items() for part in parts}
    links |= {(part, whole) for whole, parts in merged.items() for part in parts if (part, whole) not in links}
    for before, after in links:
        left.pop(before, None)
        come.pop(after, None)
    found.settle(list(_by_content(left, come)))
    left, come = found.traits()
    links |= _given(found, left, come, {after for _, after in links}, {before for before, _ in links})
    return Matches(found.pairs, tuple(found.left), tuple(found.come), frozenset(links))


def code_of(entry: Mapping | None, path: str) -> str | None:
    """The code of an entry; of one that cannot be read what its file name says."""
    if entry is None:
        return code_in_path(path)
    code = entry.get("code")
    return code if isinstance(code, str) else None


class _Matching:
    """What is matched so far, and the paths that are left on each side, in order."""

    def __init__(self, old: Entries, new: Entries) -> None:
        self.old, self.new = old, new
        self.pairs: dict[str, str] = {}
        self.left, self.come = dict.fromkeys(sorted(old)), dict.fromkeys(sorted(new))

    def settle(self, found: Iterable[tuple[str, str]]) -> None:
        for before, after in found:
            self.pairs[before] = after
            del self.left[before], self.come[after]

    def traits(self) -> tuple[dict[str, Traits], dict[str, Traits]]:
        return (
            {path: traits(self.old[path], path) for path in self.left},
            {path: traits(self.new[path], path) for path in self.come},
        )


def _both_coded(old: Entries, new: Entries, path: str) -> bool:
    return bool(code_of(old[path], path) and code_of(new[path], path))


def _by_code(old: Entries, new: Entries, left: Iterable[str], come: Iterable[str]) -> Iterator[tuple[str, str]]:
    bearers: dict[str, list[str]] = {}
    for path in come:
        if code := code_of(new[path], path):
            bearers.setdefault(code, []).append(path)
    claims: dict[str, list[str]] = {}
    for path in left:
        if (code := code_of(old[path], path)) in bearers:
            claims.setdefault(code, []).append(path)
    for code, olds in claims.items():
        news = bearers[code]
        # Of several that bear one code each its own file first, then in their order.
        own = [path for path in olds if path in news]
        yield from zip(own, own, strict=True)
        yield from zip((p for p in olds if p not in own), (p for p in news if p not in own), strict=False)


def _by_content(old: Mapping[str, Traits], new: Mapping[str, Traits]) -> Iterator[tuple[str, str]]:
    ranked = []
    for before, after in candidates(old, new):
        score = likeness(old[before], new[after])
        if score >= SAME:
            ranked.append((-score, before, after))
    gone, come = set(), set()
    for _, before, after in sorted(ranked):
        if before not in gone and after not in come:
            gone.add(before)
            come.add(after)
            yield before, after


def _divided(wholes: Mapping[str, Traits], parts: Mapping[str, Traits]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Which of `wholes` were divided into two or more of `parts`. One that goes on as it was is not."""
    near: dict[str, list[str]] = {}
    for whole, part in candidates(wholes, parts):
        near.setdefault(whole, []).append(part)
    taken: set[str] = set()
    for whole, others in near.items():
        free = {part: parts[part] for part in others if part not in taken}
        if not any(likeness(wholes[whole], one) >= _WHOLE for one in free.values()):
            found = pieces(wholes[whole], free)
            taken.update(found)
            if found:
                yield whole, found


def _given(
    found: _Matching, left: Mapping[str, Traits], come: Mapping[str, Traits], fed: set[str], spent: set[str]
) -> set[tuple[str, str]]:
    """What entries that stayed gave to new ones, and took from those that went."""
    links = set()
    lost, gained = {}, {}
    for before, after in found.pairs.items() if left or come else ():
        if found.old[before] != found.new[after]:
            was, now = traits(found.old[before], before), traits(found.new[after], after)
            lost[before] = was._replace(items=was.items - now.items)
            gained[after] = now._replace(items=now.items - was.items)
    for giver, newcomer in candidates(_itemised(lost), come):
        if newcomer not in fed and is_piece(come[newcomer], lost[giver]):
            links.add((giver, newcomer))
    for taker, goer in candidates(_itemised(gained), left):
        if goer not in spent and is_piece(left[goer], gained[taker]):
            links.add((goer, taker))
    return links


def _itemised(all_traits: Mapping[str, Traits]) -> dict[str, Traits]:
    return {path: one for path, one in all_traits.items() if one.items}
