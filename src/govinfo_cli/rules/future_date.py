"""A date of the entry lies after today."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.registers import day

TITLE = Text(zh="日期晚于今天", en="future date")


def check_catalog(catalog, rows, today):
    """One finding a date; what is no date is the business of `malformed-date`."""
    now = today.isoformat()
    for card in catalog.cards:
        for key, said in (("published", card.published), ("updated", card.updated)):
            if said and said > now and day(said):
                label = catalog.settings.shape.label((key,))
                # Not "today is …": the finding must bear the same fingerprint tomorrow.
                yield Finding(
                    Text(zh=f"{label.zh}：“{said}”晚于今天", en=f"{label.en}: '{said}' is later than today"),
                    (key,),
                    path=card.path,
                    help=Text(
                        zh="核对年份；还没到的日子，等到了再填",
                        en="check the year; a day to come is written when it has come",
                    ),
                )
