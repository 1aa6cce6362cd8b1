/** What every parameter of MAIL and RCPT is: a keyword, and a codec for its value. */
import { fail } from '../error.js'
import type { Rules } from '../grammar/line.js'
import { assertNumber, encoding } from '../values.js'

/** A parameter that is not typed; `value` is `undefined` where there is no `=`. */
export interface UnknownParameter {
  /** Upper case. */
  readonly keyword: string
  readonly value: string | undefined
}

/** The digits of a number that a parameter holds. */
export function digits(value: number, keyword: string): string {
  if (!Number.isNaN(value)) assertNumber(value, `encode ${keyword}`) // what is no value is told by its grammar
  return String(value + 0) // not -0
}

/** An EHLO keyword that parameters come with, in lower case. */
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
  /** The EHLO keyword that it comes with; `undefined` for a value that says what is so without it. */
  extensionOf(value: Value): ParameterExtension | undefined
  /** The value from its text, which is `undefined` where there is no `=`; `offset` is where it stands. */
  decode(text: string | undefined, offset: number, rules: Rules): Value
  /** The text of a value; `undefined` for the keyword alone. */
  encode(value: Value, rules: Rules): string | undefined
}

/** A parameter that is there or not. */
export const flag = (keyword: string, extension: ParameterExtension): Parameter<true> => ({
  keyword,
  extensionOf: () => extension,
  decode: (text, offset) => (text === undefined ? true : fail('bad-parameter', offset, `decode ${keyword}: unexpected value`)),
  encode: value => (value === true ? undefined : fail('bad-parameter', 0, `encode ${keyword}: true or undefined expected`)),
})

/**
 * A parameter with a value. `extension` is a function where not all values come with the same one; `read` gives `undefined` for an invalid
 * value. What was written is read again, so that nothing goes to the wire that would be refused from it.
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
