/** AUTH (RFC 4954 5): who submitted the message. */
import { isSmtpError } from '../error.js'
import { readMailbox } from '../grammar/path.js'
import { decodeXtext, encodeXtext } from '../grammar/xtext.js'
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface AuthParameter {
  /** The submitter of the message; `null` for `<>`, not known (RFC 4954 5). */
  readonly auth?: string | null | undefined
}

/** `auth-param = "AUTH=" xtext`, of a mailbox or `<>` (RFC 4954 5 and 8). */
export const auth: Parameter<AuthParameter> = /* @__PURE__ */ valued<AuthParameter>(
  'auth',
  'AUTH',
  'auth',
  (text, offset, rules) => {
    const plain = decodeXtext(text, offset)
    if (plain === '<>') return null
    try {
      // Rebuild the text without accepted quirks such as a final dot, which could not be encoded again.
      const { localPart, domain } = readMailbox(plain, rules)
      return domain === undefined ? undefined : `${localPart}@${domain}`
    } catch (error) {
      if (isSmtpError(error)) return undefined
      throw error
    }
  },
  value => (value === null ? '<>' : encodeXtext(value)),
)
