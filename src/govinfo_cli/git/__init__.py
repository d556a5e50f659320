"""Git, read as objects and started in one guarded place: no checkout can have anything run, nothing is fetched."""
