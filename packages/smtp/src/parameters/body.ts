/** BODY (RFC 6152, RFC 3030): the encoding of the content. */
import { upperAscii } from '@mailwire/bytes'
import { type Parameter, valued } from './parameter.js'

/** The value of BODY (RFC 6152 2, RFC 3030 3). */
export type BodyType = '7BIT' | '8BITMIME' | 'BINARYMIME'

/** Its field in the parameters of MAIL. */
export interface BodyParameter {
  /** The encoding of the content (RFC 6152 2, RFC 3030 3). */
  readonly body?: BodyType | undefined
}

/** `body-value = "7BIT" / "8BITMIME" / "BINARYMIME"` (RFC 6152 2, RFC 3030 3). */
export const body: Parameter<BodyParameter> = /* @__PURE__ */ valued<BodyParameter>(
  'body',
  'BODY',
  value => (value === '7BIT' ? undefined : value === 'BINARYMIME' ? 'binarymime' : '8bitmime'),
  text => {
    const value = text === '8BITMIME' ? text : upperAscii(text)
    return value === '7BIT' || value === '8BITMIME' || value === 'BINARYMIME' ? value : undefined
  },
  value => value,
)
