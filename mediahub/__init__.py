"""The shell of MediaHub: settings, doors, start and stop. No domain code."""

__version__ = "0.1.0"
