/** The shape of every parameter of MAIL and RCPT: a keyword, and a codec for its value. */
import { fail } from '../error.js'
import type { Rules } from '../grammar/line.js'
import { assertNumber, encoding } from '../values.js'

/** A parameter without a type here; `value` is `undefined` if there is no `=`. */
export interface UnknownParameter {
  /** Upper case. */
  readonly keyword: string
  readonly value: string | undefined
}

/** The digits of a number in a parameter. */
export function digits(value: number, keyword: string): string {
  if (!Number.isNaN(value)) assertNumber(value, `encode ${keyword}`) // the grammar refuses NaN
  return String(value + 0) // not -0
}

/** The EHLO keyword of an extension that defines parameters, in lower case. */
export type ParameterExtension =
  | '8bitmime'
  | 'auth'
  | 'binarymime'
  | 'checkpoint'
  | 'conneg'
  | 'conperm'
  | 'deliverby'
  | 'dsn'
  | 'futurerelease'
  | 'mt-priority'
  | 'mtrk'
  | 'no-soliciting'
  | 'requiretls'
  | 'rrvs'
  | 'size'
  | 'smtputf8'

/** A kind of parameter. */
export interface Parameter<Value> {
  readonly keyword: string
  /** The EHLO keyword that the parameter needs; `undefined` for a value that is the default anyway. */
  extensionOf(value: Value): ParameterExtension | undefined
  /** Decodes the text of a value, `undefined` if there is no `=`; `offset` is its place in the line. */
  decode(text: string | undefined, offset: number, rules: Rules): Value
  /** Encodes a value; `undefined` for the keyword alone. */
  encode(value: Value, rules: Rules): string | undefined
}

/** A parameter without a value. */
export const flag = (keyword: string, extension: ParameterExtension): Parameter<true> => ({
  keyword,
  extensionOf: () => extension,
  decode: (text, offset) => (text === undefined ? true : fail('bad-parameter', offset, `decode ${keyword}: unexpected value`)),
  encode: value => (value === true ? undefined : fail('bad-parameter', 0, `encode ${keyword}: true or undefined expected`)),
})

/**
 * A parameter with a value. `extension` is a function if it depends on the value; `read` gives `undefined` for an invalid value. Encoded text
 * is decoded again, so that nothing is sent that this package would refuse to read.
 */
export const valued = <Value>(
  keyword: string,
  extension: ParameterExtension | Parameter<Value>['extensionOf'],
  read: (text: string, offset: number, rules: Rules) => Value | undefined,
  write: (value: Value) => string,
): Parameter<Value> => {
  const decode = (text: string | undefined, offset: number, rules: Rules): Value => {
    const value = text === undefined ? undefined : read(text, offset, rules)
    return value === undefined ? fail('bad-parameter', offset, `decode ${keyword}: invalid value`) : value
  }
  return {
    keyword,
    extensionOf: typeof extension === 'string' ? () => extension : extension,
    decode,
    encode: (value, rules) => {
      const text = write(value)
      encoding(`encode ${keyword}`, text, () => decode(text, 0, rules))
      return text
    },
  }
}
