"""Export targets as data (schemas/targets): which columns a workbook has, what they say of an entry, and what they cannot."""
