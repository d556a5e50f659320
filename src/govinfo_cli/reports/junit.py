"""JUnit XML, for any CI that shows test results: a test case a file, its errors the failure, the rest in system-out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as xml

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_lines, visible_path

# The format asks for a time and a host; a report that says the same every time has neither.
_NOWHERE = {"timestamp": "1970-01-01T00:00:00", "hostname": "localhost", "time": "0"}


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """One suite with a case for each file that has findings, or one case that passes. `color` has no effect."""
    bar = min(outcome.fail_on or Severity.ERROR, Severity.ERROR)
    suites = xml.Element("testsuites")
    suite = xml.SubElement(suites, "testsuite", id="0", package="catalog", name="catalog validate", **_NOWHERE)
    properties = xml.SubElement(suite, "properties")
    for name, value in (
        ("profiles", ", ".join(outcome.profile.names)),
        ("entries", outcome.entries),
        ("checked", outcome.checked),
        ("waived", len(outcome.waived)),
    ):
        xml.SubElement(properties, "property", name=name, value=visible(str(value)))
    files = [(path, list(findings)) for path, findings in groupby(outcome.findings, lambda one: one.span.path)]
    for path, findings in files:
        folder, _, name = visible(path).rpartition("/")
        case = xml.SubElement(suite, "testcase", classname=folder.replace("/", "."), name=name, time="0")
        failing = [one for one in findings if one.severity >= bar]
        if failing:
            said = wording.counted({level: sum(one.severity is level for one in failing) for level in Severity})
            failure = xml.SubElement(
                case, "failure", type=max(one.severity for one in failing).word, message=said.of(lang)
            )
            failure.text = _told(wording.heading(outcome, path).of(lang), failing, outcome, lang)
    if not files:
        xml.SubElement(suite, "testcase", classname="catalog", name="catalog validate", time="0")
    suite.set("tests", str(len(files) or 1))
    suite.set("failures", str(sum(1 for _ in suite.iter("failure"))))
    suite.set("errors", "0")
    rest = [one for one in outcome.findings if one.severity < bar]
    xml.SubElement(suite, "system-out").text = "".join(
        f"{line}\n" for one in rest for line in _lines(one, outcome, lang)
    )
    xml.SubElement(suite, "system-err")
    xml.indent(suites, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml.tostring(suites, encoding="unicode")}\n'


def _told(heading: str, findings: list[Diagnostic], outcome: Outcome, lang: str) -> str:
    lines = [heading] + [line for one in findings for line in _lines(one, outcome, lang)]
    return "\n" + "".join(f"{line}\n" for line in lines)


def _lines(one: Diagnostic, outcome: Outcome, lang: str) -> Iterator[str]:
    place = f"{visible_path(one.span.path)}:{one.span.line}:{one.span.column}"
    if one.span.cell:
        place = f"{visible_path(one.span.path)} {visible(one.span.shown_cell)}"
    yield f"{place}  {wording.LEVELS[one.severity].of(lang)}  {visible(one.message.of(lang))}  [{one.rule}]"
    for ground in wording.grounds(outcome, one):
        yield f"  {ground.line(lang, '  ')}"
    for line in visible_lines(one.help.of(lang)) if one.help else ():
        yield f"  {wording.HELP.of(lang)}  {line}"
