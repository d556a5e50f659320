"""Other programs that hold YAML files against a schema, as commands on the files that we are measured on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# Each in an environment of its own: beside us one would find our C parser, and two are both called jsonschema.
PROGRAMS = {"check-jsonschema": "check-jsonschema", "yamllint": "yamllint", "sourcemeta": "sourcemeta-jsonschema"}
_AT_ONCE = 1000  # files a process, as xargs would: a command line has an end
_LINT = "{extends: relaxed, rules: {line-length: disable}}"


def commands(root: Path, schema: Path, files: list[str], installed: dict[str, str | None]) -> dict[str, list[str]]:
    """Peer -> its command, of those that are there: `installed` gives the paths of programs. The rest is told."""
    made = {}
    if program := installed.get("check-jsonschema"):
        script = root / "check-jsonschema.sh"
        batches = [files[start : start + _AT_ONCE] for start in range(0, len(files), _AT_ONCE)]
        script.write_text("".join(f"{program} --schemafile {schema} {' '.join(batch)}\n" for batch in batches))
        made["check-jsonschema"] = ["sh", str(script)]
    if program := installed.get("yamllint"):
        made["yamllint (layout only)"] = [program, "--no-warnings", "-d", _LINT, str(root / "catalog")]
    if program := installed.get("sourcemeta"):
        folders = sorted({str(Path(file).parent) for file in files})
        asked = [program, "validate", str(schema), *folders, "--extension", ".yaml"]
        made["sourcemeta jsonschema"] = asked
        made["sourcemeta jsonschema --fast"] = [*asked, "--fast"]
    if all(importlib.util.find_spec(name) for name in ("yaml", "jsonschema")):
        made["PyYAML (C) and jsonschema, a loop"] = [
            sys.executable,
            __file__,
            str(schema),
            *sorted({str(Path(file).parent) for file in files}),
        ]
    else:
        print("not measured: a loop of PyYAML and jsonschema (pip install pyyaml jsonschema)")
    for name, package in PROGRAMS.items():
        if not installed.get(name):
            print(f"not measured: {name} (pip install {package} into an environment of its own, then --{name} PATH)")
    return made


def loop(schema: Path, folders: list[str]) -> int:
    """What anybody writes first: each file read by the C loader of PyYAML and held against the schema; how many fail."""
    import json

    import jsonschema
    import yaml

    validator = jsonschema.Draft202012Validator(json.loads(schema.read_bytes()))
    paths = [path for folder in folders for path in sorted(Path(folder).glob("*.yaml"))]
    return sum(any(validator.iter_errors(yaml.load(path.read_bytes(), yaml.CSafeLoader))) for path in paths)


if __name__ == "__main__":
    sys.exit(bool(loop(Path(sys.argv[1]), sys.argv[2:])))
