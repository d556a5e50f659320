"""Whether a catalogue may be exported: not with errors, unless they are allowed, and never with what must not be shown."""

from __future__ import annotations

from collections.abc import Collection

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.rules import HIDING
from govinfo_cli.source import Source
from govinfo_cli.validation import Request, validate
from govinfo_cli.visible import shown


class NotExported(Exception):
    """The catalogue is not exported; `text` says why, `help` the way out. `outcome` has the findings."""

    exits = 1  # the run went well, and found what keeps the catalogue from being exported

    def __init__(self, text: Text, help: Text, outcome: Outcome | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help, self.outcome = text, help, outcome


def cleared(
    source: Source, request: Request, allowed: bool, own: Collection[str] | None, admits: Text | None
) -> tuple[int, Outcome]:
    """How many errors what is exported has, all of them `allowed`, and the whole check; raises NotExported. `own` are
    the paths of the entries that are exported (None: all), `admits` is where the format says that it has errors."""
    outcome = validate(source, request)
    errors = [one for one in outcome.findings if one.severity is Severity.ERROR]
    if own is not None:
        # What other departments have not yet mended does not keep a department from its own workbook.
        others = {file.path for file in source.files("catalog") if is_entry_path(file.path)} - {*own}
        errors = [one for one in errors if one.span.path not in others]
    hidden = [one for one in errors if one.rule in HIDING]
    if hidden:
        places = "、".join(dict.fromkeys(f"{shown(one.span.path, 100)}:{one.span.line}" for one in hidden[:3]))
        raise NotExported(
            Text(
                zh=f"有 {len(hidden)} 处含密级标识或个人信息，不导出：{places}",
                en=f"{len(hidden)} secrecy markings or personal data, nothing is exported: {places}",
            ),
            Text(
                zh="先按  catalog validate  的改法处理；--allow-errors 也不放行",
                en="deal with them as catalog validate says; --allow-errors does not let them pass",
            ),
            outcome,
        )
    if errors and not allowed:
        first = errors[0]
        place = f"{shown(first.span.path, 100)}:{first.span.line}"
        where = admits or Text(zh="文件里不", en="not in the file")
        raise NotExported(
            Text(
                zh=f"目录有错误 {len(errors)} 处，不导出；第一处：{place}  {first.message.zh}",
                en=f"the catalogue has {len(errors)} errors and is not exported; the first: {place}  {first.message.en}",
            ),
            Text(
                zh=f"运行  catalog validate  查看并改正；要先看样子，加上  --allow-errors  （{where.zh}会注明）",
                en=f"see catalog validate and mend them; --allow-errors exports all the same and says so ({where.en})",
            ),
            outcome,
        )
    return len(errors), outcome
