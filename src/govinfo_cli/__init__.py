"""A government information resource catalogue as schema-validated YAML in git."""

__version__ = "0.1.0"
