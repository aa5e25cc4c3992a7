/**
 * Writes a table as text, columns two spaces apart, the first ones to the left and the others to the right.
 *
 * @param rows the cells row by row, the header first
 * @param left how many columns stand to the left. Default 1
 */
export function formatTable(rows: readonly (readonly string[])[], left = 1): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = row[column] ?? '';
          return column < left ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
