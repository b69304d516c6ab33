"""Parchemin compiles records kept in git into a site of diplomas that anyone can verify."""

__all__ = ["__version__"]

__version__ = "0.1.0"
