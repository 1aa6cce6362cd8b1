/** Checks arguments of JavaScript callers: only a `Uint8Array`, of whatever realm, is read as bytes, and a missing argument never as empty. */
import type { Fail } from './fail.js'

/** What a value is, for messages: `undefined`, `a string`, or the name of an object's kind: `ArrayBuffer`. Its content is never shown: it may be a secret. */
export const kindOf = (value: unknown): string =>
  value === undefined || value === null
    ? `${value}`
    : typeof value !== 'object'
      ? `a ${typeof value}`
      : `${isDetached(value) ? 'a detached ' : ''}${tagOf(value)}`

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

/** Refuses anything but a `Uint8Array`, of which a `Buffer` is one, and a detached one, which would read as empty. `action` begins the message: `decode message`. */
export function requireBytes<Code extends string>(
  value: unknown,
  fail: Fail<Code>,
  code: Code,
  action: string,
): asserts value is Uint8Array {
  if (isBytes(value)) return
  const hint = value instanceof ArrayBuffer ? '; wrap it in new Uint8Array(...)' : ''
  fail(code, 0, `${action}: a Uint8Array expected, not ${kindOf(value)}${hint}`, 'local')
}

/** True for a `Uint8Array`, also of another realm (a frame, `node:vm`); false for what only inherits from one, such as a Proxy. */
const isByteView = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && (value instanceof Uint8Array || tagOf(value) === 'Uint8Array')

/** True for a `Uint8Array`, but not for one whose buffer was transferred, which would read as empty. Called for every field: nearly all have a length. */
export const isBytes = (value: unknown): value is Uint8Array => isByteView(value) && (value.length > 0 || !isDetached(value))

/** True for a typed array whose buffer was transferred: its length is 0, and native methods throw. */
export function isDetached(value: unknown): boolean {
  if (!ArrayBuffer.isView(value) || tagOf(value) === 'DataView') return false
  try {
    return value.byteLength === 0 && Uint8Array.prototype.keys.call(value as Uint8Array) === undefined
  } catch {
    return true
  }
}
