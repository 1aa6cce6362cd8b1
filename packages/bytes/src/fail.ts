/**
 * How a codec reports bad input. `bytes` never throws an error of its own: each routine takes the `fail` of the package it is
 * inlined into, which throws that package's one error class.
 */

/** The reasons for which a routine of this package gives up; each package's own closed union of codes contains them. */
export type BytesErrorCode =
  | 'truncated' // the input ends inside a value
  | 'bad-number' // not a number, or one that does not fit
  | 'bad-base64'
  | 'bad-hex'
  | 'bad-text' // a lone surrogate that stands for no byte
  | 'bad-address' // not an IPv4 or IPv6 address
  | 'bare-cr'
  | 'bare-lf'
  | 'nul'

/** Throws the package's error: what went wrong, where (octets from the start of the input), and in words. */
export type Fail<Code extends string = BytesErrorCode> = (code: Code, offset: number, message: string) => never

/** What every package's error class shares. A subclass sets `name` and closes `Code`. */
export abstract class WireError<Code extends string> extends Error {
  /** What went wrong, from the package's closed list. */
  readonly code: Code
  /** Where: octets from the start of the decoded input, or of the stream on a connection. */
  readonly offset: number

  constructor(code: Code, offset: number, message: string) {
    super(message)
    this.code = code
    this.offset = offset
  }

  toJSON(): Record<string, unknown> {
    return { name: this.name, code: this.code, offset: this.offset, message: this.message }
  }
}

/** True for an error with this class name, also when another copy of the package threw it. */
export const isErrorNamed = (value: unknown, name: string): boolean =>
  value instanceof Error && value.name === name && 'code' in value
