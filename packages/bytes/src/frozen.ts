/** Makes a table unchangeable, with all that it holds: state is kept from the outside by more than types. */
export function frozen<Table extends object>(table: Table): Table {
  for (const value of Object.values(table)) if (typeof value === 'object' && value !== null) frozen(value)
  return Object.freeze(table)
}
