"""How much of a file is read at all. More is refused, because no school's roster is so large and an attack may be."""

MOST_ROWS = 50_000  # of one table
MOST_COLUMNS = 300
MEBIBYTE = 1024 * 1024
MOST_BYTES = 100 * MEBIBYTE  # unpacked, all members of a zip or a workbook together
MOST_MEMBERS = 200
RATIO = 100  # unpacked to packed, of a member that is larger than RATIO_FROM
RATIO_FROM = MEBIBYTE
MOST_CELLS = 3_000_000  # of one sheet, up to the last one named: 10,000 students with 300 columns
MOST_LETTERS = 50_000_000  # of a sheet in all, each text counted in every cell that shows it
