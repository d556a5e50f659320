"""What no output may show, such as an identity number in an old abstract, taken out of changes before they are told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from govinfo_cli import rules
from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.change.changes import Change
from govinfo_cli.change.versions import Version, Versions
from govinfo_cli.entry import Entry
from govinfo_cli.redaction import forms, hidden_in, hidden_value
from govinfo_cli.settings import Settings

_KEEPERS = ("secret-marking", "personal-data")  # the rules that name such texts


def secrets_of(versions: Versions) -> frozenset[str]:
    """The texts of both sides, in every form, that no output may show; of what differs only, as nothing else is told."""
    settings = versions.new.settings
    found = (secret for side in (versions.old, versions.new) for secret in _secrets(side, versions, settings))
    return frozenset(forms(found))


def _secrets(side: Version, versions: Versions, settings: Settings) -> Iterator[str]:
    catalog = Catalog(settings, {}, map(Card, side.raws))
    for name in _KEEPERS:
        rows = versions.profile.rows(name)
        keeper = rules.rule(name)
        for finding in keeper.check_catalog(catalog, rows, None) if rows else ():
            yield from finding.secret
        for path, raw in side.raws.items() if rows else ():
            if raw is not None and keeper.SCAN.search(raw):
                document = versions.read(path, raw)
                entry = Entry(path, document.data, versions.shape(path), document)
                for finding in keeper.check(entry, settings, rows):
                    yield from finding.secret


def secrets_in(texts: Iterable[str], settings: Settings) -> frozenset[str]:
    """What no output may show of texts that are no entry's, such as what a commit says of itself, in every form."""
    catalog = Catalog(settings, {}, map(Card, texts))
    asked = ((rules.rule(name), settings.profile.rows(name)) for name in _KEEPERS)
    findings = (found for keeper, rows in asked if rows for found in keeper.check_catalog(catalog, rows, None))
    return frozenset(forms(secret for found in findings for secret in found.secret))


def discreet(change: Change, secrets: Collection[str]) -> Change:
    """The change without any of the secret texts, wherever they stand in it."""
    if not secrets:
        return change
    return change._replace(
        old_path=hidden_value(change.old_path, secrets),
        new_path=hidden_value(change.new_path, secrets),
        route=tuple(hidden_value(step, secrets) for step in change.route),
        old=hidden_value(change.old, secrets),
        new=hidden_value(change.new, secrets),
        kin=tuple(hidden_in(path, secrets) for path in change.kin),
    )
