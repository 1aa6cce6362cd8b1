/** Named numbers that bound memory and work; a caller may override each of them. */
import type { Fail } from './fail.js'
import { kindOf } from './require-bytes.js'

/**
 * The defaults, overridden by what the caller gives. A limit that would bound nothing by mistake (`NaN`, text, a negative number, a name that does
 * not exist) is refused with `code`; `Infinity` lifts a limit on purpose.
 */
export function mergeLimits<Limits extends { readonly [Name in keyof Limits]: number }, Code extends string>(
  defaults: Limits,
  given: Partial<Limits> | undefined,
  fail: Fail<Code>,
  code: Code,
): Limits {
  if (given === undefined) return defaults
  if (typeof given !== 'object' || given === null) fail(code, 0, 'check limits: an object of numbers expected', 'local')
  const limits: Record<string, number> = { ...defaults }
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (!Object.hasOwn(defaults, name)) fail(code, 0, `check limits: unknown limit: ${JSON.stringify(name)}`, 'local')
    if (value === undefined) continue
    const isLimit = value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) >= 0)
    if (!isLimit) fail(code, 0, `check limits: ${name}: not a whole number from 0: ${shown(value)}`, 'local')
    limits[name] = value as number
  }
  return limits as unknown as Limits
}

/** A number as it is; anything else by its type alone. */
const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : kindOf(value))
