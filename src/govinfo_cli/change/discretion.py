"""What no output may show, such as an identity number in an old abstract, taken out of changes before they are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from govinfo_cli import rules
from govinfo_cli.catalog import Card, Catalog, Entry
from govinfo_cli.change.changes import Change
from govinfo_cli.change.versions import Version, Versions
from govinfo_cli.redaction import forms, hidden_in
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


def hidden_value(value: object, secrets: Collection[str]) -> object:
    """A value of an entry without any of the secret texts, in whatever depth."""
    if isinstance(value, str):
        return hidden_in(value, secrets)
    if isinstance(value, Mapping):
        return {hidden_in(key, secrets): hidden_value(member, secrets) for key, member in value.items()}
    if isinstance(value, list):
        return [hidden_value(member, secrets) for member in value]
    return value
