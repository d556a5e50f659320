"""A table checked as it is, without importing it: its rows through all rules, to findings in cells and a marked copy."""
