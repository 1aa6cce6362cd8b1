/** How a registry of numbers is read: mnemonics both ways, and `PREFIXn` for numbers without one (RFC 3597 5). */

/** A registry as a table, mnemonic to number. */
export type Registry = Readonly<Record<string, number>>

/** Both directions of a registry. */
export interface Codes {
  /** The mnemonic, or `PREFIXn` where there is none. */
  readonly nameOf: (code: number) => string
  /** The number of a mnemonic in either case, or of `PREFIXn`; `undefined` for anything else. */
  readonly codeOf: (name: string) => number | undefined
}

/** Makes both directions of a registry whose numbers end at `max`. */
export function codesOf(registry: Registry, prefix: string, max: number): Codes {
  const names = new Map<number, string>()
  const codes = new Map<string, number>()
  for (const [name, code] of Object.entries(registry)) {
    codes.set(name, code)
    if (!names.has(code)) names.set(code, name)
  }
  const numbered = new RegExp(`^${prefix}(\\d{1,5})$`, 'i')
  return {
    nameOf: code => names.get(code) ?? `${prefix}${code}`,
    codeOf: name => {
      const code = codes.get(name) ?? codes.get(name.toUpperCase())
      if (code !== undefined) return code
      const digits = numbered.exec(name)?.[1]
      return digits !== undefined && Number(digits) <= max ? Number(digits) : undefined
    },
  }
}
