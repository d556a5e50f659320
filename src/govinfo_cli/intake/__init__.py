"""Foreign tables to drafts of entries: headings to fields, cells to values, a remark for whatever was changed or not read."""
