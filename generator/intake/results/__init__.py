"""Files of results: from the platform's bytes to a transmission, and from transmissions to verified results.

::

    opened = open_table(name, data)              # CSV, XLSX or ODS → tables of cells, or refused with reasons
    chosen = choose(opened, mappings)            # which mapping reads it, by its columns
    read = read_rows(chosen, facts)              # rows, and a diagnostic for each that is refused
    plan = Import(…)                             # against what was transmitted before: new, changed, unchanged
"""
