"""The privacy gate: nothing private is published. Built files are searched before they take their place.

`collecting` gathers what is private from the records, remembering what did not change; `public` knows what is no
secret because the site's public records say it; `keeping` remembers which files held nothing; `gate` searches and says
what leaked, and from which record.
"""
