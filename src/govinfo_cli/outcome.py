"""What a check came to: its findings and its counts, for any report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.profile import Profile


class Title(NamedTuple):
    """What an entry is called in a heading."""

    owner: str | None
    name: str | None
    code: str | None


class Since(NamedTuple):
    """What a run looked at that asks for the findings of a change only: where the change began (a commit), and how many
    entries it changed or added, and removed."""

    commit: str
    changed: int
    removed: int


class Outcome(NamedTuple):
    """The findings, sorted, with what a report says around them.

    `entries` are all the catalogue has, `checked` those that lie under the paths asked for, `selected` the only
    rules of this run (none: all), `ignored` those left out of it, `titles` path -> title of the entries with
    findings, `fail_on` the level at which the run fails (None: at none). With `since`, the findings are those that a
    change is responsible for, and `checked` are the entries that it changed. `table` is the path of a table that was
    checked in place of the catalogue, and `notes` are sentences about how.
    """

    findings: tuple[Diagnostic, ...]
    waived: tuple[Diagnostic, ...]
    entries: int
    checked: int
    profile: Profile
    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    titles: Mapping[str, Title] = {}
    fail_on: Severity | None = Severity.ERROR
    since: Since | None = None
    table: str | None = None
    notes: tuple[Text, ...] = ()

    def title_of(self, one: Diagnostic) -> Title:
        """What the entry of a finding is called; of what is no entry's nothing."""
        return self.titles.get(one.about or one.span.path) or Title(None, None, None)

    def count(self, severity: Severity) -> int:
        """How many findings are of `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether a finding reaches the level at which the run fails (exit 1)."""
        return self.fail_on is not None and any(finding.severity >= self.fail_on for finding in self.findings)

    @property
    def fixable(self) -> int:
        """How many findings `catalog fix` would cure by itself."""
        return sum(finding.fix is not None and finding.fix.safe for finding in self.findings)

    @property
    def profile_titles(self) -> Text:
        """The profiles by their short names: 《管理办法》《编制指南》."""
        shorts = [self.profile.shorts[name] for name in self.profile.names]
        return Text(zh="".join(short.zh for short in shorts), en=", ".join(short.en for short in shorts))
