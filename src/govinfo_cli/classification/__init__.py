"""Which class, which share type, and because of what: proposals from owners, class table and classified entries."""
