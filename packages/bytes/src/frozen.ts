/** Freezes a table and everything in it: types alone do not keep callers from changing it. */
export function frozen<Table extends object>(table: Table): Table {
  for (const value of Object.values(table)) if (typeof value === 'object' && value !== null) frozen(value)
  return Object.freeze(table)
}
