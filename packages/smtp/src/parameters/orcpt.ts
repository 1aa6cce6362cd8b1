/** ORCPT (RFC 3461 4.2, RFC 6533): the original recipient. */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { decodeUnitext, decodeXtext, encodeUnitext, encodeXtext } from '../grammar/xtext.js'
import { assertObject, assertString } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** The recipient that the sender specified, before any redirection (RFC 3461 4.2). */
export interface OriginalRecipient {
  /** The address type in lower case: `rfc822`, `utf-8` (RFC 6533 3) or another. */
  readonly type: string
  /** Decoded: neither xtext nor unitext. */
  readonly address: string
}

/** Its field in the parameters of RCPT. */
export interface OrcptParameter {
  /** The original recipient (RFC 3461 4.2, RFC 6533 3). */
  readonly orcpt?: OriginalRecipient | undefined
}

/** `"ORCPT=" addr-type ";" xtext` (RFC 3461 4.2); with type utf-8, unitext instead (RFC 6533 3). */
export const orcpt: Parameter<OrcptParameter> = /* @__PURE__ */ valued<OrcptParameter>(
  'orcpt',
  'ORCPT',
  'dsn',
  (text, offset, { limits }) => {
    if (text.length > limits.orcpt) fail('bad-parameter', offset, `decode ORCPT: more than ${limits.orcpt} bytes`)
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
