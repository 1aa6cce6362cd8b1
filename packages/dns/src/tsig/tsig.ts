/**
 * TSIG: a message signed with a shared secret (RFC 8945).
 *
 * Always: verification uses the bytes as received, with the original ID and without the TSIG record; a failure is a value with its reason, and
 * only a message whose records cannot be located, or misuse, throws.
 */
import { concat, equalSecrets, Writer } from '@mailwire/bytes'
import type { CryptoOptions } from '../crypto.js'
import { fail, isDnsError } from '../error.js'
import { checkBytes, checkObject, shown } from '../given.js'
import { canonicalName, encodeName } from '../names/name.js'
import { algorithmOf, checkKey, fullName, macOf, minimum, type TsigKey } from './key.js'
import { type LastRecord, layoutOf, withLast, withoutLast } from './signed.js'

export const TSIG_TYPE = 250
const CLASS_ANY = 255
/** The default tolerance between clocks, in seconds (RFC 8945 10). */
const DEFAULT_FUDGE = 300
/** The fields of a TSIG record (RFC 8945 4.2). */
export interface TsigFields {
  readonly algorithm: string
  /** Seconds since 1970, 48 bits. */
  readonly timeSigned: number
  readonly fudge: number
  readonly mac: Uint8Array
  readonly originalId: number
  /** 0, or 16 BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC. */
  readonly error: number
  readonly other: Uint8Array
}

export interface TsigSignOptions extends CryptoOptions {
  /** Seconds since 1970. */
  readonly now: number
  /** The tolerance between clocks in seconds; 300 by default. */
  readonly fudge?: number | undefined
  /** For a response: the MAC of its request. */
  readonly requestMac?: Uint8Array | undefined
  /** For a response to a request that did not verify: 18 for BADTIME, with `other`. */
  readonly error?: number | undefined
  /** With BADTIME: the server's time, 48 bits; see {@link tsigTime}. */
  readonly other?: Uint8Array | undefined
  /** The length of the MAC in bytes, at least 10 and at least half of the hash (RFC 8945 5.2.2.1). The full MAC by default. */
  readonly macLength?: number | undefined
}

/** A signed message, and its MAC, which is needed to verify or sign the response. */
export interface TsigSigned {
  readonly message: Uint8Array
  readonly mac: Uint8Array
}

export interface TsigVerifyOptions extends CryptoOptions {
  /** Seconds since 1970. */
  readonly now: number
  /** For a response: the MAC of its request. */
  readonly requestMac?: Uint8Array | undefined
  /** The minimum length of a MAC in bytes; the full MAC by default. */
  readonly minMacLength?: number | undefined
}

/** Why a message does not verify. `UNSIGNED`: it has no TSIG record. `FORMERR`: the record is misplaced or malformed. */
export type TsigFailure = 'UNSIGNED' | 'FORMERR' | 'BADKEY' | 'BADSIG' | 'BADTIME' | 'BADTRUNC'

/** The verified message, without TSIG and with its original ID, or why it cannot be trusted. */
export type TsigResult =
  | { readonly ok: true; readonly message: Uint8Array; readonly key: TsigKey; readonly tsig: TsigFields }
  | {
      readonly ok: false
      readonly error: TsigFailure
      readonly key?: TsigKey | undefined
      readonly tsig?: TsigFields | undefined
    }

/**
 * Signs a message: appends a TSIG record with uncompressed names, and increments ARCOUNT (RFC 8945 5.1).
 *
 * @throws {@link DnsError} `no-crypto` for an algorithm that is unknown, refused or not available; `bad-key` for an empty secret; `bad-value`, `bad-name`, `too-long`
 *
 * @example
 * const secretKey = { name: 'key.example', algorithm: 'hmac-sha256', secret }
 * const { message, mac } = await signTsig(query, secretKey, { now })
 */
export const signTsig = async (message: Uint8Array, key: TsigKey, options: TsigSignOptions): Promise<TsigSigned> =>
  sign(message, key, options, requestMacOf(options), false)

/**
 * Verifies a message over its bytes as received (RFC 8945 5.2): the key, then the MAC, then the time, then the length of the MAC.
 *
 * A response with error BADSIG or BADKEY has no MAC: the result is that error, and the response cannot be trusted. A response with error
 * BADTIME is signed: it verifies, and `tsig.error` is 18.
 *
 * @throws {@link DnsError} as `decodeMessage` for bytes that are not a message; `no-crypto` for a key whose algorithm is not available, `bad-key`
 * for one whose secret is empty
 *
 * @example
 * const result = await verifyTsig(bytes, [tsigKey], { now })
 * if (!result.ok) console.log(result.error) // 'BADSIG', 'BADTIME', ...
 */
export const verifyTsig = async (
  message: Uint8Array,
  keys: TsigKey | readonly TsigKey[],
  options: TsigVerifyOptions,
): Promise<TsigResult> => verify(message, keys, options, requestMacOf(options), false)

/** The request's MAC, which the MAC of a response covers first. */
function requestMacOf(options: TsigSignOptions | TsigVerifyOptions): Uint8Array[] {
  checkObject(options, 'check TSIG: options')
  return options.requestMac === undefined ? [] : [counted(options.requestMac)]
}

/** A time as the 48 bits in BADTIME (RFC 8945 5.2.3). */
export const tsigTime = (seconds: number): Uint8Array => timeBytes(seconds, 'time')

function timeBytes(seconds: number, what: string): Uint8Array {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds >= 2 ** 48)
    fail('bad-value', 0, `encode TSIG: ${what}: whole seconds since 1970 below 2^48 expected, not ${shown(seconds)}`)
  const writer = new Writer(6)
  writer.u16(Math.floor(seconds / 2 ** 32))
  writer.u32(seconds % 2 ** 32)
  return writer.finish()
}

/** Signs a message whose MAC covers `before` first; `timersOnly` for those after the first of a sequence (RFC 8945 5.3.1). */
export async function sign(
  message: Uint8Array,
  key: TsigKey,
  options: TsigSignOptions,
  before: readonly Uint8Array[],
  timersOnly: boolean,
): Promise<TsigSigned> {
  checkBytes(message, 'sign message')
  checkKey(key)
  checkObject(options, 'check TSIG: options')
  if (message.length < 12) fail('truncated', message.length, `sign message: ${message.length} bytes, at least 12 expected`)
  const [, full, output] = algorithmOf(key.algorithm)
  const length = options.macLength ?? full
  if (!Number.isInteger(length) || length > full || length < minimum(output))
    fail('bad-value', 0, `encode TSIG: MAC of ${shown(length)} bytes, ${minimum(output)} to ${full} allowed`)
  const { fudge = DEFAULT_FUDGE, error = 0, other = new Uint8Array(0) } = options
  checkBytes(other, 'encode TSIG other data')
  if (!isU16(fudge) || !isU16(error) || other.length > 0xffff)
    fail('bad-value', 0, 'encode TSIG: fudge, error and the length of other must fit 16 bits')
  const time = timeBytes(options.now, 'now')
  const originalId = (message[0]! << 8) | message[1]!
  const variables = timersOnly ? timers(time, fudge) : allVariables(key, time, fudge, error, other)
  const mac = (await macOf(key, [...before, message, variables], options)).slice(0, length)
  const algorithm = encodeName(fullName(key.algorithm))
  const writer = new Writer()
  writer.raw(encodeName(key.name))
  writer.u16(TSIG_TYPE)
  writer.u16(CLASS_ANY)
  writer.u32(0)
  writer.u16(algorithm.length + 16 + mac.length + other.length)
  writer.raw(algorithm)
  writer.raw(time)
  writer.u16(fudge)
  writer.u16(mac.length)
  writer.raw(mac)
  writer.u16(originalId)
  writer.u16(error)
  writer.u16(other.length)
  writer.raw(other)
  return { message: withLast(message, writer.finish()), mac }
}

/** The same for verification: `before` is what the MAC covers first. */
export async function verify(
  message: Uint8Array,
  keys: TsigKey | readonly TsigKey[],
  options: TsigVerifyOptions,
  before: readonly Uint8Array[],
  timersOnly: boolean,
): Promise<TsigResult> {
  checkObject(options, 'check TSIG: options')
  const { now, minMacLength } = options
  if (typeof now !== 'number' || !(now >= 0))
    fail('bad-value', 0, `check TSIG: now: seconds since 1970 expected, not ${shown(now)}`, 'local')
  const { last, misplaced } = layoutOf(message, TSIG_TYPE)
  if (misplaced) return { ok: false, error: 'FORMERR' }
  if (last?.type !== TSIG_TYPE) return { ok: false, error: 'UNSIGNED' }
  const tsig = fieldsOf(last)
  if (tsig === undefined) return { ok: false, error: 'FORMERR' }
  const wanted = canonicalName(last.name)
  const all: readonly TsigKey[] = Array.isArray(keys) ? keys : [keys as TsigKey]
  for (const each of all) checkKey(each)
  const key = all.find(
    ({ name, algorithm }) => canonicalName(name) === wanted && fullName(algorithm) === canonicalName(tsig.algorithm),
  )
  if (key === undefined) return { ok: false, error: 'BADKEY', tsig }
  if (tsig.mac.length === 0 && (tsig.error === 16 || tsig.error === 17))
    return { ok: false, error: tsig.error === 16 ? 'BADSIG' : 'BADKEY', key, tsig }
  const [, full, output] = algorithmOf(key.algorithm)
  if (tsig.mac.length > full || tsig.mac.length < minimum(output)) return { ok: false, error: 'FORMERR', key, tsig }
  const time = timeBytes(tsig.timeSigned, 'time signed')
  const variables = timersOnly ? timers(time, tsig.fudge) : allVariables(key, time, tsig.fudge, tsig.error, tsig.other)
  const bare = withoutLast(message, last.start, tsig.originalId)
  const mac = await macOf(key, [...before, bare, variables], options)
  if (!equalSecrets(mac.subarray(0, tsig.mac.length), tsig.mac)) return { ok: false, error: 'BADSIG', key, tsig }
  if (!(Math.abs(now - tsig.timeSigned) <= tsig.fudge)) return { ok: false, error: 'BADTIME', key, tsig }
  const least = minMacLength ?? full
  if (typeof least !== 'number' || !(tsig.mac.length >= least)) return { ok: false, error: 'BADTRUNC', key, tsig }
  return { ok: true, message: bare, key, tsig }
}

/** The fields of a TSIG record; `undefined` if they do not fill its RDATA, or if its class or TTL is wrong (RFC 8945 4.2). */
function fieldsOf({ rdata, class: recordClass, ttl }: LastRecord): TsigFields | undefined {
  if (recordClass !== CLASS_ANY || ttl !== 0) return undefined
  try {
    const algorithm = rdata.name()
    const timeSigned = rdata.u16() * 2 ** 32 + rdata.u32()
    const fudge = rdata.u16()
    const mac = rdata.copy(rdata.u16())
    const originalId = rdata.u16()
    const error = rdata.u16()
    const other = rdata.copy(rdata.u16())
    return rdata.pos === rdata.end ? { algorithm, timeSigned, fudge, mac, originalId, error, other } : undefined
  } catch (error) {
    if (isDnsError(error)) return undefined
    throw error
  }
}

/** All TSIG variables, as in the digest (RFC 8945 4.3.3). */
function allVariables(key: TsigKey, time: Uint8Array, fudge: number, error: number, other: Uint8Array): Uint8Array {
  const writer = new Writer()
  writer.raw(encodeName(canonicalName(key.name)))
  writer.u16(CLASS_ANY)
  writer.u32(0)
  writer.raw(encodeName(fullName(key.algorithm)))
  writer.raw(timers(time, fudge))
  writer.u16(error)
  writer.u16(other.length)
  writer.raw(other)
  return writer.finish()
}

const timers = (time: Uint8Array, fudge: number): Uint8Array => concat([time, Uint8Array.of(fudge >> 8, fudge)])

/** A MAC after its length, as in the next digest (RFC 8945 4.3.1). */
export function counted(mac: Uint8Array): Uint8Array {
  checkBytes(mac, 'check TSIG: MAC')
  return concat([Uint8Array.of(mac.length >> 8, mac.length), mac])
}

const isU16 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff
