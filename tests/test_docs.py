"""What the documents show is generated, and is checked here; `pytest --update` writes it anew.

A stretch of a document between `<!-- begin generated: NAME -->` and `<!-- end generated -->` is what the function
of that NAME returns.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from pathlib import Path

import danger
import pytest
import walk

from govinfo_cli import rules
from govinfo_cli.commands import TITLES
from govinfo_cli.profile import SHIPPED, load_profile, shipped_names

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "govinfo_cli"
DOCUMENTS = ("README.md", "README.zh.md", "CONTRIBUTING.md")
_BLOCK = re.compile(r"(<!-- begin generated: (?P<name>[^>]+?) -->\n)(?P<body>.*?)(<!-- end generated -->)", re.S)
# The three files of the broken twin that show most in least room.
SHOWN = ("人事局", "财务局/30304602-000003_预算执行情况.yaml")


def commands(lang: str) -> str:
    rows = "".join(f"| `catalog {name}` | {title.of(lang)} |\n" for name, title in TITLES.items())
    return ("| 命令 | 用途 |\n|---|---|\n" if lang == "zh" else "| command | |\n|---|---|\n") + rows


def rule_list(lang: str) -> str:
    profiles = {name: load_profile([name])[0] for name in shipped_names()}
    heads = " | ".join(profiles[name].shorts[name].of(lang) for name in profiles)
    word = {"zh": {"error": "错误", "warning": "警告", "info": "提示"}, "en": {}}[lang]
    lines = [
        f"| {'检查项' if lang == 'zh' else 'rule'} | {'题名' if lang == 'zh' else 'title'} | {heads} |\n|{'---|' * (len(profiles) + 2)}\n"
    ]
    for name in rules.NAMES:
        levels = []
        for profile in profiles.values():
            found = sorted({row.level for row in profile.rows(name)}, reverse=True)
            levels.append("、".join(word.get(level.word, level.word) for level in found) or "–")
        lines.append(
            f"| [{name}](src/govinfo_cli/rules/{name.replace('-', '_')}.md) | {rules.rule(name).TITLE.of(lang)} | {' | '.join(levels)} |\n"
        )
    return "".join(lines)


def profile_list(lang: str) -> str:
    lines = [
        "| 规范 | 文件 | 文号 | 沿用 |\n|---|---|---|---|\n"
        if lang == "zh"
        else "| profile | document | number | extends |\n|---|---|---|---|\n"
    ]
    for name in shipped_names():
        profile = load_profile([name])[0]
        facts = profile.facts[name]
        lines.append(
            f"| `{name}` | 《{facts['title']['zh']}》{'' if lang == 'zh' else ' ' + facts['title']['en']} | {facts['number']} | `{facts['extends']}` |\n"
        )
    return "".join(lines)


def tree(lang: str) -> str:
    lines = ["```text\nsrc/govinfo_cli/\n"]
    for path in sorted(SOURCE.glob("*.py")):
        if path.stem != "__init__":
            lines.append(f"  {path.name:20} {_purpose(path)}\n")
    for folder in sorted(path.parent for path in SOURCE.glob("*/__init__.py")):
        lines.append(f"  {folder.name + '/':20} {_purpose(folder / '__init__.py')}\n")
    for folder in sorted(path.parent for path in SHIPPED.glob("*/profile.yaml")):
        lines.append(f"schemas/{folder.name + '/':14} {load_profile([folder.name])[0].titles[folder.name].en}\n")
    return "".join(lines) + "```\n"


def _purpose(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).splitlines()[0]


def entry(lang: str) -> str:
    return "```yaml\n" + (ROOT / "examples/entry.yaml").read_text(encoding="utf-8") + "```\n"


def shown(lang: str, catalog) -> str:
    where = ROOT / "examples/broken"
    code, out, _ = catalog(
        "--lang", lang, "validate", *(where / "catalog" / path for path in SHOWN), "--today", "2026-11-24", cwd=where
    )
    assert code == 1
    return f"```text\n{out}```\n"


def compared(lang: str, catalog) -> str:
    """One dangerous change among forty harmless ones."""
    with tempfile.TemporaryDirectory() as folder:
        head = danger.lay(Path(folder))
        code, out, _ = catalog("diff", "--fail-on", "breaking", cwd=folder)
    assert code == 1
    return f"```text\n{out.replace(head[:12], 'HEAD')}```\n"


def commented(lang: str, catalog) -> str:
    """The same as a comment on a pull request, without what is folded away in it."""
    with tempfile.TemporaryDirectory() as folder:
        danger.lay(Path(folder))
        out = catalog("diff", "--fail-on", "breaking", "-f", "markdown", cwd=folder)[1]
    head, _, folded = out.partition("<details>")
    summary = folded.partition("</summary>")[0].removeprefix("<summary>")
    # In bold letters: its headings are none of this document's.
    return re.sub(r"^#+ (.+)$", r"**\1**", head, flags=re.M) + f"▸ {summary}\n"


def walked(step: str):
    """A step of the way from an empty workbook to a checked catalogue."""

    def run(lang: str, catalog) -> str:
        if os.name == "nt":
            pytest.skip("there is no pty on Windows")
        global _steps
        if _steps is None:
            with tempfile.TemporaryDirectory() as folder:
                _steps = walk.walk(Path(folder))
        return f"```{'yaml' if step == 'entry' else 'text'}\n{_steps[step]}```\n"

    return run


_steps: dict[str, str] | None = None
WALKED = ("init", "form", "import", "validate", "fix", "entry", "again", "new", "back")

GENERATORS = {
    "commands": commands,
    "rules": rule_list,
    "profiles": profile_list,
    "tree": tree,
    "entry": entry,
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_generated_stretches_are_up_to_date(document, update, catalog):
    path = ROOT / document
    text = path.read_text(encoding="utf-8")
    lang = "zh" if document == "README.zh.md" else "en"

    def fresh(match: re.Match) -> str:
        name = match["name"]
        # What the tool says is shown in the language of its first users.
        running = {"validate examples/broken": shown, "diff": compared, "diff -f markdown": commented}
        running = (running | {f"six steps: {step}": walked(step) for step in WALKED}).get(name)
        body = running("zh", catalog) if running else GENERATORS[name](lang)
        return match[1] + body + match[4]

    new = _BLOCK.sub(fresh, text)
    if update:
        path.write_text(new, encoding="utf-8")
    assert text == new or update, f"{document} is behind: pytest --update tests/test_docs.py"


def test_every_command_is_in_the_contract_and_has_a_case():
    cases = {path.name for path in (ROOT / "tests/cases").iterdir() if path.is_dir()}
    assert set(TITLES) <= cases, "a command without a case folder"


def test_readme_commands_are_single_lines_that_ci_can_find():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^python3 -m venv \.venv && .*catalog validate$", text, re.M)) == 1
    assert len(re.findall(r"^python3 -m venv \.venv && .*pytest$", text, re.M)) == 1


def test_local_links_lead_somewhere():
    for document in (*DOCUMENTS, "SECURITY.md", "CHANGELOG.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{document}: {target}"


def test_security_names_tests_that_are_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for name in re.findall(r"(?:tests|rules)/[a-z_]+\.(?:py|md)", text):
        place = ROOT / name if name.startswith("tests") else SOURCE / name
        assert place.exists(), name
