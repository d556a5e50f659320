"""The exports, one format a file: a catalogue to a Bundle. `bundle(catalog)` gives the files to be written."""
