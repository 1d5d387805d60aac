"""Tables of the registry as files that people edit in a spreadsheet: columns, reading, writing, and what is wrong with a row.

Nothing here knows the database, or needs a heavy library: templates are made in the web process. Files are read by workers alone.

    sheet = reading.read(file, columns)      # Unreadable: what is wrong with the file as a whole
    for row in sheet.rows: row.values, row.faults
    writing.write_csv(target, columns, records)                 # read again it gives the same records
"""
