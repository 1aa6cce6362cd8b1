/** Delivery status notifications: RET, ENVID, NOTIFY, ORCPT (RFC 3461 4, RFC 6533 3), and tracking: MTRK (RFC 3885 3). */
import { lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { decodeUnitext, decodeXtext, encodeUnitext, encodeXtext } from '../grammar/xtext.js'
import { assertObject, assertString, stringsOf } from '../values.js'
import { digits, type Parameter, valued } from './parameter.js'

/** When a recipient's fate is to be reported. */
export type NotifyCondition = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY'

/** Whom the sender had written to (RFC 3461 4.2). */
export interface OriginalRecipient {
  /** Lower case: `rfc822`, or `utf-8` (RFC 6533 3), or another. */
  readonly type: string
  /** Plain: neither xtext nor unitext. */
  readonly address: string
}

/** Who may track the message, and for how long (RFC 3885 3.1). */
export interface Tracking {
  /** Base 64 of a digest, as it stands. */
  readonly certifier: string
  /** Seconds. */
  readonly timeout: number | undefined
}

/** `"FULL" / "HDRS"`: what a report of failure returns (RFC 3461 4.3). */
export const ret: Parameter<'FULL' | 'HDRS'> = /* @__PURE__ */ valued(
  'RET',
  'dsn',
  text => {
    const value = upperAscii(text)
    return value === 'FULL' || value === 'HDRS' ? value : undefined
  },
  value => value,
)

/** `envid-parameter = "ENVID=" xtext`, of printable ASCII (RFC 3461 4.4). */
export const envid: Parameter<string> = /* @__PURE__ */ valued(
  'ENVID',
  'dsn',
  (text, offset, { limits }) => {
    if (text.length > limits.envid) fail('bad-parameter', offset, `decode ENVID: more than ${limits.envid} octets`)
    const plain = decodeXtext(text, offset)
    return /^[\t -~]+$/.test(plain) ? plain : undefined
  },
  encodeXtext,
)

/** `"NEVER" / 1#( "SUCCESS" / "FAILURE" / "DELAY" )` (RFC 3461 4.1): each once, and NEVER alone. */
export const notify: Parameter<readonly NotifyCondition[]> = /* @__PURE__ */ valued<readonly NotifyCondition[]>(
  'NOTIFY',
  'dsn',
  text => {
    const words = upperAscii(text)
    if (words === 'NEVER') return ['NEVER']
    const found: NotifyCondition[] = []
    for (const word of words.split(',')) {
      if (word !== 'SUCCESS' && word !== 'FAILURE' && word !== 'DELAY') return undefined
      if (!found.includes(word)) found.push(word)
    }
    return found
  },
  value => stringsOf(value, 'encode NOTIFY').join(','),
)

/** `"ORCPT=" addr-type ";" xtext` (RFC 3461 4.2); of type utf-8, unitext instead (RFC 6533 3). */
export const orcpt: Parameter<OriginalRecipient> = /* @__PURE__ */ valued(
  'ORCPT',
  'dsn',
  (text, offset, { limits }) => {
    if (text.length > limits.orcpt) fail('bad-parameter', offset, `decode ORCPT: more than ${limits.orcpt} octets`)
    const [, name, encoded] = /^([!#-'*+/-9?A-Z^-~-]+);(.*)$/s.exec(text) ?? []
    if (name === undefined || encoded === undefined) return undefined
    const type = lowerAscii(name)
    if (type === 'utf-8') return { type, address: decodeUnitext(encoded, offset) }
    const address = decodeXtext(encoded, offset)
    return /^[\t -~]*$/.test(address) ? { type, address } : undefined
  },
  value => {
    assertObject(value, 'encode ORCPT')
    const { type, address } = value
    assertString(type, 'encode ORCPT')
    assertString(address, 'encode ORCPT')
    return `${type};${type === 'utf-8' ? encodeUnitext(address) : encodeXtext(address)}`
  },
)

/** `mtrk-certifier [":" mtrk-timeout]` (RFC 3885 3.1). */
export const mtrk: Parameter<Tracking> = /* @__PURE__ */ valued<Tracking>(
  'MTRK',
  'mtrk',
  text => {
    const [, certifier, timeout] = /^([A-Za-z0-9+/]+)(?::(\d{1,9}))?$/.exec(text) ?? []
    return certifier === undefined ? undefined : { certifier, timeout: timeout === undefined ? undefined : Number(timeout) }
  },
  value => {
    assertObject(value, 'encode MTRK')
    const { certifier, timeout } = value
    assertString(certifier, 'encode MTRK')
    return certifier + (timeout === undefined ? '' : `:${digits(timeout, 'MTRK')}`)
  },
)
