"""Which report goes where: every format is a file, every ending tells one, -f and -o go in pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from govinfo_cli import reports


def test_every_file_is_a_format_and_every_ending_tells_one():
    files = {path.stem for path in Path(reports.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(reports.NAMES)
    assert set(reports.ENDINGS.values()) <= files
    with pytest.raises(KeyError):
        reports.report("__init__")


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("", "text>"),
        ("-o -", "text>-"),
        ("-f json", "json>"),
        ("-o r.sarif -o r.json -o r.xml -o r.MD -o r.csv -o r.txt", "sarif>r.sarif json>r.json junit>r.xml markdown>r.MD csv>r.csv text>r.txt"),
        ("-o r.sarif.json", "sarif>r.sarif.json"),
        ("-o gl-code-quality-report.json", "gitlab>gl-code-quality-report.json"),
        ("-o gl-code-quality-report.json -f gitlab", "gitlab>gl-code-quality-report.json"),
        ("-f gitlab -o quality.json -f junit -o r.xml", "gitlab>quality.json junit>r.xml"),
        ("-f text -o r.sarif", "text>r.sarif"),
        ("-f text -f sarif -o r.sarif", "sarif>r.sarif text>"),
        ("-o r.sarif -o quality.json -f gitlab", "sarif>r.sarif gitlab>quality.json"),
        ("-f text -o r.log -o r.sarif", "text>r.log sarif>r.sarif"),
        ("-f json -f sarif -f text -o a.sarif -o b.json", "sarif>a.sarif json>b.json text>"),
        ("-f text -o r.log -o r.dat", "text>r.log None>r.dat"),
    ],
)  # fmt: skip
def test_formats_and_files_go_in_pairs(line, pairs):
    words = line.split()
    given = {option: [words[n + 1] for n, word in enumerate(words) if word == option] for option in ("-f", "-o")}
    assert " ".join(f"{name}>{file or ''}" for name, file in reports.paired(given["-f"], given["-o"])) == pairs
