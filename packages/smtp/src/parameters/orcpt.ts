/** ORCPT (RFC 3461 4.2, RFC 6533): whom the sender had written to. */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { decodeUnitext, decodeXtext, encodeUnitext, encodeXtext } from '../grammar/xtext.js'
import { assertObject, assertString } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** Whom the sender had written to (RFC 3461 4.2). */
export interface OriginalRecipient {
  /** Lower case: `rfc822`, or `utf-8` (RFC 6533 3), or another. */
  readonly type: string
  /** Plain: neither xtext nor unitext. */
  readonly address: string
}

/** `"ORCPT=" addr-type ";" xtext` (RFC 3461 4.2); of type utf-8, unitext instead (RFC 6533 3). */
export const orcpt: Parameter<OriginalRecipient> = /* @__PURE__ */ valued(
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
