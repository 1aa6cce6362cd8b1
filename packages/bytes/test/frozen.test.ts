import { describe, expect, it } from 'vitest'
import { frozen } from '../src/index.js'

describe('a table of a package', () => {
  it('is frozen with all that is in it, and is the same table', () => {
    const table = { name: 'text', size: 5, none: null, absent: undefined, rows: [{ verb: 'QUIT' }], of: { deep: { est: [1] } } }
    expect(frozen(table)).toBe(table)
    for (const part of [table, table.rows, table.rows[0], table.of, table.of.deep, table.of.deep.est])
      expect(Object.isFrozen(part)).toBe(true)
    expect(() => {
      table.of.deep.est[0] = 2
    }).toThrow(TypeError)
    expect(() => table.rows.push({ verb: 'NOOP' })).toThrow(TypeError)
    expect(table.rows).toEqual([{ verb: 'QUIT' }])
  })

  it('does not freeze the functions in it, which may be of others', () => {
    const check = (): boolean => true
    frozen({ check })
    expect(Object.isFrozen(check)).toBe(false)
  })
})
