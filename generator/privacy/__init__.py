"""What is private in the records, and how a published file is searched for it. Pure.

`secrets` turns records into what must not be published, `index` into something that many files can be held against,
`views` undoes the encodings in which a text can hide, `search` finds. `generator.gate` brings files to it.
"""
