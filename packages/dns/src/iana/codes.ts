/** Lookups in a registry of numbers: mnemonics in both directions, and `PREFIXn` for numbers without one (RFC 3597 5). */
import { checkWhole } from '../given.js'

/** A registry as a table, mnemonic to number. */
export type CodeTable = Readonly<Record<string, number>>

/** Both directions of a registry. */
export interface Codes {
  /** The mnemonic, or `PREFIXn` if there is none. */
  readonly nameOf: (code: number) => string
  /** The number of a mnemonic or `PREFIXn`, ignoring case, or a number in the registry's range; `undefined` for anything else. */
  readonly codeOf: (name: string | number) => number | undefined
}

/** Nearly all codes in messages are below this. */
const LOW = 256

/** The lookups of a registry with numbers up to `max`. */
export function codesOf(registry: CodeTable, prefix: string, max: number): Codes {
  const names: (string | undefined)[] = new Array(LOW).fill(undefined) // an array is faster than a map
  const high = new Map<number, string>()
  const codes = new Map<string, number>()
  for (const [name, code] of Object.entries(registry)) {
    codes.set(name, code)
    if (code >= LOW) high.set(code, name)
    else names[code] ??= name
  }
  const numbered = new RegExp(`^${prefix}(\\d{1,5})$`, 'i')
  return {
    nameOf: code => {
      const name = typeof code !== 'number' ? undefined : code < LOW ? names[code] : high.get(code)
      if (name !== undefined) return name
      checkWhole(code, max, `name of a number, ${prefix}`)
      return `${prefix}${code}`
    },
    codeOf: name => {
      if (typeof name === 'number') return Number.isInteger(name) && name >= 0 && name <= max ? name : undefined
      if (typeof name !== 'string') return undefined
      const code = codes.get(name) ?? codes.get(name.toUpperCase())
      if (code !== undefined) return code
      const digits = numbered.exec(name)?.[1]
      return digits !== undefined && Number(digits) <= max ? Number(digits) : undefined
    },
  }
}
