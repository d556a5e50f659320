"""The YAML of a file: read fast or with every place and problem, laid out in the one canonical way, amended in place."""
