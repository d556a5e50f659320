"""Git's memory lent to a catalogue, for rules that ask for it. Nothing is read before one does; nothing is imported either."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from govinfo_cli.catalog import Catalog, code_in_path
from govinfo_cli.git.objects import GitError, commit_of
from govinfo_cli.registers import Former
from govinfo_cli.source import Revision, Source


def lend(catalog: Catalog, source: Source, codes: Collection[str]) -> None:
    """Lets `catalog` know what the history of `source` says of `codes`, and which codes are used up.

    Of git's index these are its new codes. A repository that lacks objects cannot tell, and says nothing.
    """

    def used_codes() -> Iterable[str]:
        from govinfo_cli.history import used_codes

        with suppress(GitError):
            return used_codes(source)
        return ()

    def formers() -> Mapping[str, Former]:
        asked = codes or _staged(catalog, source)
        if not asked:
            return {}
        from govinfo_cli.life.former import formers

        with suppress(GitError):
            return formers(source, [card for card in catalog.cards if card.code in asked])
        return {}

    def forgets() -> bool:
        from govinfo_cli.history import is_cut

        with suppress(GitError):
            return is_cut(source)
        return False

    catalog.used_codes, catalog.formers, catalog.forgets = used_codes, formers, forgets


def _staged(catalog: Catalog, source: Source) -> Collection[str]:
    """The codes that entries bear in git's index and none bears in the last commit; empty for any other source."""
    if not isinstance(source, Revision) or source.commit is not None:
        return ()
    try:
        head = Revision(source.root, "HEAD", commit_of(source.root, "HEAD"))
    except GitError:
        return ()  # the first commit is still to come
    before = {code_in_path(file.path) for file in head.files("catalog", sizes=False)}
    return [code for code in catalog.by_code if code not in before]
