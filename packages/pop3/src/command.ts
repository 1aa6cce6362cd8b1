/**
 * Commands (RFC 1939 5 to 7, RFC 2449 5, RFC 2595 4, RFC 5034 4, RFC 6856 2 and 3): a keyword in either case and arguments
 * apart by one space, ended by CRLF.
 */
import { CR, decodeBase64, encodeBase64, encodeText, LF, octetClass, Scanner, SP, upperAscii } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from './error.js'

/** Something that the grammar does not allow and that was read all the same. */
export interface Pop3Warning {
  readonly code: 'trailing-space' | 'extra-space'
  readonly offset: number
}

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
interface Decoded {
  readonly warnings?: readonly Pop3Warning[] | undefined
}

/** A message number of the maildrop, from 1 (RFC 1939 3). */
type MessageNumber = number

/** A command by its verb. */
export type Command = Decoded &
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
  /** Refuses what the grammar does not allow, such as spaces at the end. */
  readonly strict?: boolean | undefined
  /** Where the line stands in its stream; added to the offsets of errors. */
  readonly origin?: number | undefined
}

type Line = Scanner<Pop3ErrorCode>

const KEYWORD: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet < 0x7f)
const ARGUMENT: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet !== 0x7f)
const CONTROL: Uint8Array = /* @__PURE__ */ octetClass(octet => octet < 0x20 || octet === 0x7f)

/** The grammar of each keyword's arguments. */
const arguments_: Readonly<Record<string, (line: Line) => Command>> = {
  USER: line => ({ verb: 'user', name: argument(line, 'USER') }),
  PASS: line => ({ verb: 'pass', password: rest(line, 'PASS') }),
  APOP: line => {
    const name = argument(line, 'APOP')
    const start = line.pos
    const digest = argument(line, 'APOP')
    if (!/^[0-9a-f]{32}$/.test(digest)) line.fail('bad-command', 'decode APOP: the digest is not 32 lower-case hex digits', start)
    return { verb: 'apop', name, digest }
  },
  AUTH: line => {
    if (line.atEnd) return { verb: 'auth', mechanism: undefined, initialResponse: undefined }
    const mechanism = upperAscii(argument(line, 'AUTH'))
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

/**
 * A command from its line, with or without CRLF.
 *
 * @throws {@link Pop3Error} `bad-command`, `bad-number`, `bad-base64` with the offset in the line; never for a keyword that is merely
 * unknown, which gives `verb: 'unknown'`
 *
 * @example
 * decodeCommand(new TextEncoder().encode('top 1 10\r\n')) // => { verb: 'top', message: 1, lines: 10, warnings: [] }
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
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
  let stop = end
  const keywordEnd = new Scanner(bytes, fail, start, end).runEnd(KEYWORD)
  const keyword = upperAscii(String.fromCharCode(...bytes.subarray(start, Math.min(keywordEnd, start + 40))))
  // A password may end in spaces; anything else that does was sent by a client with a habit.
  if (!strict && keyword !== 'PASS') {
    while (stop > keywordEnd && bytes[stop - 1] === SP) stop--
    if (stop < end) warnings.push({ code: 'trailing-space', offset: origin + stop - start })
  }
  const line: Line = new Scanner<Pop3ErrorCode>(bytes, fail, start, stop, origin - start)
  line.pos = keywordEnd
  if (keywordEnd === start) line.fail('bad-command', `decode command: a keyword expected, ${line.shown()} found`)
  const decode = Object.hasOwn(arguments_, keyword) ? arguments_[keyword] : undefined
  if (!line.atEnd) {
    line.space('bad-command', 'decode command')
    if (line.atEnd && keyword !== 'PASS') line.fail('bad-command', `decode ${keyword}: an argument expected, the end found`)
    if (!strict && keyword !== 'PASS' && line.peek() === SP) {
      warnings.push({ code: 'extra-space', offset: line.origin + line.pos })
      while (line.skip(SP));
    }
  }
  const command: Command = decode === undefined ? unknown(line, keyword, stop > keywordEnd) : decode(line)
  if (!line.atEnd) line.fail('bad-command', `decode ${keyword}: the end expected, ${line.shown()} found`)
  return { ...command, warnings }
}

const unknown = (line: Line, name: string, hasArgument: boolean): Command => ({
  verb: 'unknown',
  name,
  argument: hasArgument ? line.rest() : undefined,
})

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

/**
 * The octets of a command, with CRLF.
 *
 * @throws {@link Pop3Error} `bad-command` for an argument that its grammar does not allow, CR, LF and NUL above all; `bad-number`;
 * before anything is written
 */
export function encodeCommand(command: Command): Uint8Array {
  return encodeText(`${commandText(command)}\r\n`, fail)
}

function commandText(command: Command): string {
  switch (command.verb) {
    case 'user':
      return `USER ${word(command.name, 'USER')}`
    case 'pass':
      if (command.password === '' || hasControl(command.password))
        fail('bad-command', 0, 'encode PASS: an empty password, or a control character in it')
      return `PASS ${command.password}`
    case 'apop':
      if (!/^[0-9a-f]{32}$/.test(command.digest))
        fail('bad-command', 0, 'encode APOP: the digest is not 32 lower-case hex digits')
      return `APOP ${word(command.name, 'APOP')} ${command.digest}`
    case 'auth':
      return `AUTH${authArguments(command)}`
    case 'list':
    case 'uidl':
      return command.verb.toUpperCase() + (command.message === undefined ? '' : ` ${count(command.message, 1)}`)
    case 'retr':
    case 'dele':
      return `${command.verb.toUpperCase()} ${count(command.message, 1)}`
    case 'top':
      return `TOP ${count(command.message, 1)} ${count(command.lines, 0)}`
    case 'lang':
      return `LANG${command.tag === undefined ? '' : ` ${word(command.tag, 'LANG')}`}`
    case 'unknown': {
      if (!/^[!-~]{1,40}$/.test(command.name) || Object.hasOwn(arguments_, upperAscii(command.name)))
        fail('bad-command', 0, 'encode command: not the keyword of an unknown command')
      if (command.argument !== undefined && hasControl(command.argument))
        fail('bad-command', 0, 'encode command: a control character in the argument')
      return command.name + (command.argument === undefined ? '' : ` ${command.argument}`)
    }
    default:
      return command.verb.toUpperCase()
  }
}

function authArguments({ mechanism, initialResponse }: Command & { verb: 'auth' }): string {
  if (mechanism === undefined) {
    if (initialResponse !== undefined) fail('bad-command', 0, 'encode AUTH: an initial response without a mechanism')
    return ''
  }
  if (!/^[A-Z0-9_-]{1,20}$/i.test(mechanism)) fail('bad-command', 0, 'encode AUTH: not a mechanism name')
  if (initialResponse === undefined) return ` ${upperAscii(mechanism)}`
  return ` ${upperAscii(mechanism)} ${initialResponse.length === 0 ? '=' : encodeBase64(initialResponse)}`
}

function word(text: string, keyword: string): string {
  if (text === '' || text.includes(' ') || hasControl(text))
    fail('bad-command', 0, `encode ${keyword}: an argument that is empty, or holds a space or a control character`)
  return text
}

function count(value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least)
    fail('bad-number', 0, `encode command: ${String(value)} is no whole number from ${least}`)
  return value
}

const hasControl = (text: string): boolean => /[\0-\x1f\x7f]/.test(text)
