"""Text that means harm, and every place where text goes.

python -m tests.injection     how many payloads go into how many places, as docs/security.md shows it
"""
