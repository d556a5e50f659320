"""The subcommands, one file each, thin: argv to a pure function to a report or a bundle."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text

# name -> what it is called in help; the order is the order of help. The function bears the command's name, with _.
TITLES = {
    "validate": Text(zh="检查目录", en="check the catalogue"),
}
