"""Holds the JSON that commands print against the schema that `catalog schema` prints for it."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from govinfo_cli.profile import SHIPPED


def checked(name: str, text: str) -> dict:
    """`text` read as JSON, after it was found to be as schemas/reports/`name`.schema.json says."""
    schema = json.loads((SHIPPED / "reports" / f"{name}.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    data = json.loads(text)
    assert not [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(data)]
    return data
