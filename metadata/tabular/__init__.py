"""Tables of the registry as files that people edit in a spreadsheet: columns, reading, writing, and what is wrong with a row.

Nothing here knows the database. XLSX is read and written in `runners/` alone, since only workers may load its libraries.

    sheet = reading.read(file, "klasifikasi.csv", columns)      # Unreadable: what is wrong with the file as a whole
    for row in sheet.rows: row.values, row.faults
    writing.write_csv(target, columns, records)                 # read again it gives the same records
"""
