/**
 * How a codec reports bad input. `bytes` never throws an error of its own: each routine takes the `fail` of the package it is
 * inlined into, which throws the error class of that package.
 */

/** The error codes that the routines of this package report; each package's own closed union of codes contains them. */
export type BytesErrorCode =
  | 'truncated' // the input ends inside a value
  | 'bad-number' // not a number, or one that does not fit
  | 'bad-base64'
  | 'bad-hex'
  | 'bad-text' // a lone surrogate that does not represent a byte
  | 'bad-address' // not an IPv4 or IPv6 address
  | 'bare-cr'
  | 'bare-lf'
  | 'nul'

/**
 * Throws the package's error with its code, the byte offset in the input, and a message. `fault` is given only where code and message do not
 * determine it: in checks of what the caller passed to a decoder.
 */
export type Fail<Code extends string = BytesErrorCode> = (code: Code, offset: number, message: string, fault?: Fault) => never

/** Whose fault an error is: of the caller's value or call, or of what a peer sent. */
export type Fault = 'local' | 'remote'

/** The first words of messages about the caller's values; all others, such as `decode` and `receive`, are about a peer's bytes. */
const OWN_ACTIONS: readonly string[] = [
  'encode',
  'format',
  'send',
  'check',
  'open',
  'new',
  'sign',
  'make',
  'choose',
  'negotiate',
  'prepare',
]
/** Codes that are always a mistake of the caller. */
const OWN_CODES: readonly string[] = ['bad-value', 'invalid-state', 'not-offered']

/** A message is `action what: reason`, and the action says whose value it was about. */
const faultOf = (code: string, message: string): Fault => (OWN_CODES.includes(code) ? 'local' : faultOfAction(message))

/** The same from the message alone. */
export const faultOfAction = (message: string): Fault => (OWN_ACTIONS.includes(/^[a-z]*/.exec(message)![0]) ? 'local' : 'remote')

/** What every package's error class shares. A subclass sets `name` and closes `Code`. */
export abstract class WireError<Code extends string> extends Error {
  /** What went wrong, from the package's closed list. */
  readonly code: Code
  /** `local`: the caller's value or call is wrong; `remote`: the peer's bytes are wrong. */
  readonly fault: Fault
  /** The byte offset from the start of the decoded input, or of the stream on a connection. */
  readonly offset: number

  constructor(code: Code, offset: number, message: string, fault: Fault = faultOf(code, message)) {
    super(message)
    this.code = code
    this.offset = offset
    this.fault = fault
  }

  toJSON(): Record<string, unknown> {
    return { name: this.name, code: this.code, fault: this.fault, offset: this.offset, message: this.message }
  }
}

/** True for an error with this class name, also when another copy of the package threw it. */
export const isErrorNamed = (value: unknown, name: string): boolean =>
  value instanceof Error && value.name === name && 'code' in value
