"""From foreign files to entries: new ones filed and numbered, standing ones amended, everything said of it."""
