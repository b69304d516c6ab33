"""The diplomas' pages: what has changed since the last build, verified, rendered and written.

`writing` makes a batch's files; `manifest` remembers what the last build wrote, and why; `planning` says what is left
to do; `keeping` does it. A manifest is only ever a cache: without it, or where it does not fit, everything is verified
and written anew, and the bytes are the same.
"""
