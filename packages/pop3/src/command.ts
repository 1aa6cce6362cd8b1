/**
 * Commands (RFC 1939 5 to 7, RFC 2449 5, RFC 2595 4, RFC 5034 4, RFC 6856 2 and 3): a keyword in either case and arguments
 * apart by one space, ended by CRLF. What is decoded here, `command-encoder.ts` can write.
 */
import { CR, decodeBase64, decodeText, LF, latin1, octetClass, Scanner, SP, showOctet, upperAscii } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from './error.js'
import type { Pop3Warning } from './quirks.js'
import { bytesOf, fieldsOf, wholeNumber } from './values.js'

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
interface Decoded {
  readonly warnings?: readonly Pop3Warning[] | undefined
}

/** A message number of the maildrop, from 1 (RFC 1939 3). */
type MessageNumber = number

/** A command by its verb. */
export type Command = Decoded &
  /** A name may hold spaces, which the grammar does not allow and mail programs send. */
  (
    | { readonly verb: 'user'; readonly name: string }
    /** A password may hold spaces, and is never shown. */
    | { readonly verb: 'pass'; readonly password: string }
    /** `digest`: 32 lower-case hex digits of the MD5 of the greeting's timestamp and the shared secret. */
    | { readonly verb: 'apop'; readonly name: string; readonly digest: string }
    /** Without a mechanism it asks which there are. */
    | { readonly verb: 'auth'; readonly mechanism: string | undefined; readonly initialResponse: Uint8Array | undefined }
    | { readonly verb: 'list' | 'uidl'; readonly message: MessageNumber | undefined }
    | { readonly verb: 'retr' | 'dele'; readonly message: MessageNumber }
    | { readonly verb: 'top'; readonly message: MessageNumber; readonly lines: number }
    | { readonly verb: 'lang'; readonly tag: string | undefined }
    | { readonly verb: 'stat' | 'noop' | 'rset' | 'quit' | 'capa' | 'stls' | 'utf8' }
    /** A keyword that this package does not know; `argument` is what follows it. */
    | { readonly verb: 'unknown'; readonly name: string; readonly argument: string | undefined }
  )

/** What a verb is called. */
export type Verb = Command['verb']

export interface CommandOptions {
  /** Refuses what the grammar does not allow, such as spaces at the end or in a name. */
  readonly strict?: boolean | undefined
  /** Where the line stands in its stream; added to the offsets of errors. */
  readonly origin?: number | undefined
}

type Line = Scanner<Pop3ErrorCode>

const KEYWORD: Uint8Array = /* @__PURE__ */ octetClass(byte => byte > 0x20 && byte < 0x7f)
const ARGUMENT: Uint8Array = /* @__PURE__ */ octetClass(byte => byte > 0x20 && byte !== 0x7f)
const CONTROL: Uint8Array = /* @__PURE__ */ octetClass(byte => byte < 0x20 || byte === 0x7f)

/** `timestamp-digest`: MD5 in lower-case hex (RFC 1939 7). */
export const DIGEST: RegExp = /^[0-9a-f]{32}$/
/** `sasl-mech` (RFC 4422 3.1), in either case. */
export const MECHANISM: RegExp = /^[A-Z0-9_-]{1,20}$/i

/** The grammar of each keyword's arguments. A name takes the line up to `nameEnd`: the whole of it, or without APOP's digest. */
const arguments_: Readonly<Record<string, (line: Line, names: Names) => Command>> = {
  USER: (line, names) => ({ verb: 'user', name: names(line, 'USER', line.end) }),
  PASS: line => ({ verb: 'pass', password: rest(line, 'PASS') }),
  APOP: (line, names) => {
    const name = names(line, 'APOP', Math.max(line.pos, line.bytes.lastIndexOf(SP, line.end - 1)))
    const start = line.pos
    const digest = argument(line, 'APOP')
    if (!DIGEST.test(digest)) line.fail('bad-command', 'decode APOP: the digest is not 32 lower-case hex digits', start)
    return { verb: 'apop', name, digest }
  },
  AUTH: line => {
    if (line.atEnd) return { verb: 'auth', mechanism: undefined, initialResponse: undefined }
    const start = line.pos
    const mechanism = upperAscii(argument(line, 'AUTH'))
    if (!MECHANISM.test(mechanism)) line.fail('bad-command', 'decode AUTH: not a mechanism name', start)
    if (line.atEnd) return { verb: 'auth', mechanism, initialResponse: undefined }
    const text = argument(line, 'AUTH')
    return {
      verb: 'auth',
      mechanism,
      initialResponse: text === '=' ? new Uint8Array(0) : decodeBase64(text, fail, line.origin + line.pos - text.length),
    }
  },
  LIST: line => ({ verb: 'list', message: line.atEnd ? undefined : messageNumber(line, 'LIST') }),
  UIDL: line => ({ verb: 'uidl', message: line.atEnd ? undefined : messageNumber(line, 'UIDL') }),
  RETR: line => ({ verb: 'retr', message: messageNumber(line, 'RETR') }),
  DELE: line => ({ verb: 'dele', message: messageNumber(line, 'DELE') }),
  TOP: line => {
    const message = messageNumber(line, 'TOP')
    line.space('bad-command', 'decode TOP')
    return { verb: 'top', message, lines: line.number('bad-number', 'TOP') }
  },
  LANG: line => ({ verb: 'lang', tag: line.atEnd ? undefined : argument(line, 'LANG') }),
  STAT: () => ({ verb: 'stat' }),
  NOOP: () => ({ verb: 'noop' }),
  RSET: () => ({ verb: 'rset' }),
  QUIT: () => ({ verb: 'quit' }),
  CAPA: () => ({ verb: 'capa' }),
  STLS: () => ({ verb: 'stls' }),
  UTF8: () => ({ verb: 'utf8' }),
}

/** True for a keyword that this package knows, in upper case. */
export const isKeyword = (keyword: string): boolean => Object.hasOwn(arguments_, keyword)

/**
 * A command from its line, with or without CRLF.
 *
 * @throws {@link Pop3Error} `bad-command`, `bad-number`, `bad-base64` with the offset in the line; never for a keyword that is merely
 * unknown, which gives `verb: 'unknown'`; `bad-value` for anything but a `Uint8Array`
 *
 * @example
 * decodeCommand(new TextEncoder().encode('top 1 10\r\n')) // => { verb: 'top', message: 1, lines: 10, warnings: [] }
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
  bytesOf(bytes, 'decode command')
  const { origin } = fieldsOf(options, 'decode command')
  if (origin !== undefined) wholeNumber(origin, 0, 'bad-value', 'decode command: origin')
  const terminated = bytes.length >= 2 && bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF
  return decodeCommandLine(bytes, 0, terminated ? bytes.length - 2 : bytes.length, options)
}

/** The same between two offsets, without a line end. */
export function decodeCommandLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  { strict = false, origin = 0 }: CommandOptions,
): Command {
  const warnings: Pop3Warning[] = []
  for (let at = start; at < end; at++) {
    if (CONTROL[bytes[at]!] === 1) fail('bad-command', origin + at - start, 'decode command: a control character in the line')
  }
  const keywordEnd = new Scanner(bytes, fail, start, end).runEnd(KEYWORD)
  const keyword = upperAscii(latin1(bytes, start, keywordEnd))
  if (keywordEnd === start)
    fail(
      'bad-command',
      origin,
      `decode command: a keyword expected, ${start === end ? 'the end' : showOctet(bytes[start]!)} found`,
    )
  let stop = end
  // Spaces around a password belong to it; anywhere else they are a client's habit.
  if (keyword !== 'PASS') {
    while (stop > keywordEnd && bytes[stop - 1] === SP) stop--
    const offset = origin + stop - start
    if (strict && stop < end) fail('bad-command', offset, `decode ${keyword}: a space at the end of the line`)
    if (stop < end) warnings.push({ code: 'trailing-space', offset })
  }
  const line: Line = new Scanner<Pop3ErrorCode>(bytes, fail, start, stop, origin - start)
  line.pos = keywordEnd
  if (!line.atEnd) {
    line.space('bad-command', 'decode command')
    if (keyword !== 'PASS') {
      if (line.atEnd) line.fail('bad-command', `decode ${keyword}: an argument expected, the end found`)
      if (line.peek() === SP) {
        if (strict) line.fail('bad-command', `decode ${keyword}: an argument expected, a second space found`)
        warnings.push({ code: 'extra-space', offset: line.origin + line.pos })
        while (line.skip(SP));
      }
    }
  }
  const names: Names = (of, what, nameEnd) => (strict ? argument(of, what) : spacedName(of, what, nameEnd, warnings))
  const command: Command = isKeyword(keyword) ? arguments_[keyword]!(line, names) : unknown(line, keyword)
  if (!line.atEnd) line.fail('bad-command', `decode ${keyword}: the end expected, ${line.shown()} found`)
  return { ...command, warnings }
}

const unknown = (line: Line, name: string): Command => ({
  verb: 'unknown',
  name,
  argument: line.atEnd ? undefined : line.rest(),
})

/** How a name is read that ends at `nameEnd` at the latest. */
type Names = (line: Line, keyword: string, nameEnd: number) => string

/** A name up to `nameEnd`, with the spaces that it may hold. */
function spacedName(line: Line, keyword: string, nameEnd: number, warnings: Pop3Warning[]): string {
  const start = line.pos
  const first = argument(line, keyword)
  const space = line.pos
  while (line.pos < nameEnd && line.skip(SP)) line.pos = line.runEnd(ARGUMENT)
  if (line.pos === space) return first
  warnings.push({ code: 'space-in-name', offset: line.origin + space })
  return decodeText(line.bytes, start, line.pos)
}

/** One argument, and the space before it where it is not the first. */
function argument(line: Line, keyword: string): string {
  if (line.bytes[line.pos - 1] !== SP) line.space('bad-command', `decode ${keyword}`)
  const word = line.text(ARGUMENT)
  return word === '' ? line.fail('bad-command', `decode ${keyword}: an argument expected, ${line.shown()} found`) : word
}

function rest(line: Line, keyword: string): string {
  if (line.atEnd) line.fail('bad-command', `decode ${keyword}: an argument expected, the end found`)
  return line.rest()
}

function messageNumber(line: Line, keyword: string): number {
  if (line.atEnd) line.fail('bad-command', `decode ${keyword}: a message number expected, the end found`)
  const start = line.pos
  const number = line.number('bad-number', keyword)
  if (number === 0) line.fail('bad-number', `decode ${keyword}: message numbers start at 1`, start)
  return number
}
