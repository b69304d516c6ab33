"""Measurements of Parchemin, each beside what others need for the same job."""
