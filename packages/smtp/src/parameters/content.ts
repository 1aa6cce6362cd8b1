/** What the message is like, and who sent it: SIZE, BODY, SMTPUTF8, REQUIRETLS, AUTH. */
import { upperAscii } from '@mailwire/bytes'
import { isSmtpError } from '../error.js'
import { readMailbox } from '../grammar/path.js'
import { decodeXtext, encodeXtext } from '../grammar/xtext.js'
import { digits, flag, type Parameter, valued } from './parameter.js'

/** What the content is encoded in (RFC 6152 2, RFC 3030 3). */
export type BodyType = '7BIT' | '8BITMIME' | 'BINARYMIME'

/** `size-value = 1*20DIGIT` (RFC 1870 3). */
export const size: Parameter<number> = /* @__PURE__ */ valued(
  'SIZE',
  'size',
  text => {
    let octets = 0
    for (let at = 0; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 0x30
      if (digit < 0 || digit > 9) return undefined
      octets = octets * 10 + digit
    }
    return text.length <= 20 && Number.isSafeInteger(octets) ? octets : undefined
  },
  value => digits(value, 'SIZE'),
)

/** `body-value = "7BIT" / "8BITMIME" / "BINARYMIME"` (RFC 6152 2, RFC 3030 3). */
export const body: Parameter<BodyType> = /* @__PURE__ */ valued(
  'BODY',
  '8bitmime',
  text => {
    const value = text === '8BITMIME' ? text : upperAscii(text)
    return value === '7BIT' || value === '8BITMIME' || value === 'BINARYMIME' ? value : undefined
  },
  value => value,
)

/** RFC 6531 3.4. */
export const smtputf8: Parameter<true> = /* @__PURE__ */ flag('SMTPUTF8', 'smtputf8')

/** RFC 8689 2. */
export const requiretls: Parameter<true> = /* @__PURE__ */ flag('REQUIRETLS', 'requiretls')

/** `auth-param = "AUTH=" xtext`, of a mailbox or `<>` (RFC 4954 5 and 8). */
export const auth: Parameter<string | null> = /* @__PURE__ */ valued<string | null>(
  'AUTH',
  'auth',
  (text, offset, rules) => {
    const plain = decodeXtext(text, offset)
    if (plain === '<>') return null
    try {
      return readMailbox(plain, rules).domain === undefined ? undefined : plain
    } catch (error) {
      if (isSmtpError(error)) return undefined
      throw error
    }
  },
  value => (value === null ? '<>' : encodeXtext(value)),
)
