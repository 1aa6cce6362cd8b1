/** Checks of what callers give, whose errors name the option and show the value. */
import { badOption } from './errors.js'

/** @throws {@link NetworkError} `bad-option` */
export function demandObject(action: string, value: unknown, option: string, expected: string): void {
  if (typeof value !== 'object' || value === null) badOption(action, option, `${expected}: ${found(value)}`)
}

/** A wrong value, in short. Never one that may be a secret. */
export const found = (value: unknown): string =>
  value === undefined
    ? 'nothing found'
    : `found ${typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value === 'number' || value === null ? String(value) : typeof value}`
