/** Names in a `gs2-header`: `saslname = 1*(UTF8-char-safe / "=2C" / "=3D")` (RFC 5801 4, which RFC 7628 3.1 refers to). */
import { fail } from './error.js'

/** A name in which `,` and `=` are escaped. */
export const encodeSaslname = (name: string): string => name.replace(/[,=]/g, char => (char === ',' ? '=2C' : '=3D'))

/** The inverse. @throws {@link SaslError} `bad-message` */
export const decodeSaslname = (text: string, action: string): string =>
  /^(?:[^\0,=]|=2C|=3D)+$/.test(text)
    ? text.replace(/=2C|=3D/g, escaped => (escaped === '=2C' ? ',' : '='))
    : fail('bad-message', 0, `${action}: the name contains a comma, or an = that is neither =2C nor =3D`)
