/** The shape of every parameter of MAIL and RCPT: a keyword, and a codec for its value. */
import { fail } from '../error.js'
import type { Flag } from '../grammar/ehlo-keyword.js'
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

/** The EHLO keyword of an extension that a parameter belongs to, in lower case. */
export type ParameterExtension = Flag | 'auth' | 'deliverby' | 'futurerelease' | 'mt-priority' | 'no-soliciting' | 'size'

/** The type of a field, if it is there. */
type ValueOf<Field> = Exclude<Field[keyof Field], undefined>

/** A keyword, and a codec for its value. */
interface Codec<Value> {
  readonly keyword: string
  /** The EHLO keyword that the parameter needs; `undefined` for a value that is the default anyway. */
  extensionOf(value: Value): ParameterExtension | undefined
  /** Decodes the text of a value, `undefined` if there is no `=`; `offset` is its place in the line. */
  decode(text: string | undefined, offset: number, rules: Rules): Value
  /** Encodes a value; `undefined` for the keyword alone. */
  encode(value: Value, rules: Rules): string | undefined
}

/** A kind of parameter; `Field` is its field in `MailParameters` or `RcptParameters`. */
export interface Parameter<Field> extends Codec<ValueOf<Field>> {
  /** The name of its field. */
  readonly key: keyof Field & string
}

/** Any of them. */
export interface AnyParameter extends Codec<unknown> {
  readonly key: string
}

/** A parameter without a value. */
export const flag = <Field extends { readonly [Key in keyof Field]?: true | undefined }>(
  key: keyof Field & string,
  keyword: string,
  extension: ParameterExtension,
): Parameter<Field> => ({
  key,
  keyword,
  extensionOf: () => extension,
  decode: (text, offset) =>
    text === undefined ? (true as ValueOf<Field>) : fail('bad-parameter', offset, `decode ${keyword}: unexpected value`),
  encode: value => (value === true ? undefined : fail('bad-parameter', 0, `encode ${keyword}: true or undefined expected`)),
})

/**
 * A parameter with a value. `extension` is a function if it depends on the value; `read` gives `undefined` for an invalid value. Encoded text
 * is decoded again, so that nothing is sent that this package would refuse to read.
 */
export const valued = <Field>(
  key: keyof Field & string,
  keyword: string,
  extension: ParameterExtension | Parameter<Field>['extensionOf'],
  read: (text: string, offset: number, rules: Rules) => ValueOf<Field> | undefined,
  write: (value: ValueOf<Field>) => string,
): Parameter<Field> => {
  const decode = (text: string | undefined, offset: number, rules: Rules): ValueOf<Field> => {
    const value = text === undefined ? undefined : read(text, offset, rules)
    return value === undefined ? fail('bad-parameter', offset, `decode ${keyword}: invalid value`) : value
  }
  return {
    key,
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
