"""`python -m govinfo_cli` is `catalog`."""

from govinfo_cli.cli import main

if __name__ == "__main__":
    main()
