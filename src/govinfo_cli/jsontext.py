"""JSON for people and programs alike: Chinese as it is, and nothing in it that acts on a terminal or turns a line around."""

from __future__ import annotations

import json
import re

from govinfo_cli.visible import uncommanding_json

# JSON itself escapes C0 only.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def json_text(data: object, indent: int | None = None) -> str:
    """`data` as JSON; what a terminal or an editor would act on stands as \\u escapes."""
    return uncommanding_json(_ACTING.sub(_escaped, json.dumps(data, ensure_ascii=False, indent=indent)))


def _escaped(found: re.Match) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
