"""A command line is read without a library where it is plainly written, and by typer otherwise: never otherwise than by it."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli import invocation
from govinfo_cli.application import application
from govinfo_cli.commands import TITLES
from govinfo_cli.option import Argument, Exit, parameters

GLOBALS = parameters(invocation.globals_)
ODD = "-", "--", "", "-x", "--no", "-3", "٣", "03", "--rev", "validate", "x"
WORDS = st.sampled_from(("a", "3", "en", "a b", "x=y") * 5 + ODD)


def options(known):
    """Words of a command line: options with values and without, and arguments."""
    names = [
        (name, one.type is bool)
        for one in known.values()
        if not isinstance(one.told_by, Argument)
        for name in one.told_by.names
        if "/" not in name
    ]
    if not names:
        return WORDS.map(lambda word: [word])

    def said(one, value, way):
        name, flag = one
        if way == "bare" or (flag and way == "plain"):
            return [name]
        return [name, value] if way == "plain" else [name + ("=" if way == "joined" else "") + value]

    ways = st.sampled_from(("plain", "plain", "joined", "joined", "bare", "glued"))
    return st.one_of(st.builds(said, st.sampled_from(names), WORDS, ways), WORDS.map(lambda word: [word]))


@st.composite
def lines(draw):
    name = draw(st.sampled_from(sorted(TITLES)))
    before = draw(st.lists(options(GLOBALS), max_size=2))
    behind = draw(st.lists(options(parameters(invocation.command(name))), max_size=5))
    return [word for words in (*before, [name], *behind) for word in words]


def by_typer(arguments):
    """What the command is told when typer reads the line: (global options, its own), or None where it is not run."""
    told = []

    def recorded(function):
        return lambda context, **own: told.append((context.obj, own))

    try:
        application(arguments, recorded)(arguments, prog_name="catalog", standalone_mode=False)
    except Exception:
        return None
    return told[0] if told else None


def plainly(arguments):
    told = []
    run = invocation.plain(arguments)
    if run is None:
        return None
    function, first, own = run.args
    context = invocation.Context()
    try:
        invocation.globals_(context, **first)
    except Exit:
        return None
    except Exception as error:
        assert hasattr(error, "format_message")
        return None
    told.append((context.obj, own))
    return told[0]


@settings(max_examples=400)
@given(lines())
def test_what_is_plainly_read_typer_reads_likewise(arguments):
    found = plainly(arguments)
    if found is not None:
        assert by_typer(arguments) == found


@pytest.mark.parametrize(
    "line",
    [
        "validate",
        "validate catalog/x.yaml -f json --rev HEAD --base=origin/main --jobs 2 --ignore near-duplicate --no-cache",
        "--root /x --lang en -q validate --staged --base HEAD -- -odd.yaml",
        "diff HEAD~1 HEAD -f json -o - --fail-on breaking",
        "list --format json",
        "stats",
        "show 30304601/000012",
        "export -f xlsx -o out.xlsx --allow-errors",
        "diff-driver -- a b c",
    ],
)
def test_what_people_write_is_plain(line):
    assert plainly(line.split()) is not None
    assert plainly(line.split()) == by_typer(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "validate -h",
        "validat",
        "validate --rev",
        "validate --rev -x",
        "validate -f=json",
        "validate -fjson",
        "validate --fix=1",
        "validate --jobs x",
        "validate --jobs -1",
        "import x.csv --no-codes",
        "diff a b c",
        "show",
        "-qv validate",
        "-- validate",
    ],
)
def test_what_is_no_plain_run_is_left_to_typer(line):
    assert invocation.plain(line.split()) is None


def test_a_plain_run_loads_no_library_for_its_line(tmp_path):
    (tmp_path / "catalog").mkdir()
    text = "schemaVersion: 1\ntitle: x\nprofile: [measures-2019]\npublisher: {name: 本院}\n"
    (tmp_path / "catalog" / "catalog.yaml").write_text(text, encoding="utf-8")
    program = (
        "import sys\nfrom govinfo_cli import cli\nassert cli.run(sys.argv[1:]) == 0\n"
        "print(sorted({'typer', 'inspect', 'platform', 'traceback'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "-q", "validate", "-f", "json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.stderr, done.stdout.splitlines()[-1:]) == ("", ["[]"])
