/**
 * Commands (RFC 1939 5 to 7, RFC 2449 5, RFC 2595 4, RFC 5034 4, RFC 6856 2 and 3): a keyword in either case and arguments
 * apart by one space, ended by CRLF. Each verb is one line in the table below; its grammar, both ways, stands in `command/`.
 */
import { CR, encodeText, LF, latin1, octetClass, Scanner, SP, showOctet, upperAscii } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from '../error.js'
import type { Pop3Warning } from '../quirks.js'
import { bytesOf, fieldsOf, textOf, wholeNumber } from '../values.js'
import { type ByVerb, type Fields, type Grammar, type Line, plainName, spacedName, trimmed, type Written } from './grammar.js'
import { type LangCommand, lang } from './lang.js'
import { apop, auth, type LoginCommand, pass, user } from './login.js'
import { dele, list, type MessageCommand, retr, top, uidl } from './message.js'
import { capa, noop, type PlainCommand, quit, rset, stat, stls, utf8 } from './plain.js'

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
interface Decoded {
  readonly warnings?: readonly Pop3Warning[] | undefined
}

/** A keyword that this package does not know; `argument` is what follows it. */
type UnknownCommand = { readonly verb: 'unknown'; readonly name: string; readonly argument: string | undefined }

/** A command by its verb. */
export type Command = Decoded & (LoginCommand | MessageCommand | LangCommand | PlainCommand | UnknownCommand)

/** What a verb is called. */
export type Verb = Command['verb']

export interface CommandOptions {
  /** Refuses what the grammar does not allow, such as spaces at the end or in a name. */
  readonly strict?: boolean | undefined
  /** Where the line stands in its stream; added to the offsets of errors. */
  readonly origin?: number | undefined
}

/** The grammar of every verb that is known; its keyword is the verb in upper case. */
const grammars: { readonly [V in Exclude<Verb, 'unknown'>]: Grammar<ByVerb<Command, V>> } = {
  user,
  pass,
  apop,
  auth,
  list,
  uidl,
  retr,
  dele,
  top,
  lang,
  stat,
  noop,
  rset,
  quit,
  capa,
  stls,
  utf8,
}

const byKeyword: ReadonlyMap<string, Grammar<Command>> = /* @__PURE__ */ (() =>
  new Map(Object.entries<Grammar<Command>>(grammars).map(([verb, grammar]) => [upperAscii(verb), grammar])))()

const KEYWORD: Uint8Array = /* @__PURE__ */ octetClass(byte => byte > 0x20 && byte < 0x7f)
const CONTROL: Uint8Array = /* @__PURE__ */ octetClass(byte => byte < 0x20 || byte === 0x7f)

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
  const grammar = byKeyword.get(keyword)
  const keepsSpaces = grammar?.keepsSpaces ?? false
  let stop = end
  if (!keepsSpaces) {
    while (stop > keywordEnd && bytes[stop - 1] === SP) stop--
    const offset = origin + stop - start
    if (strict && stop < end) fail('bad-command', offset, `decode ${keyword}: a space at the end of the line`)
    if (stop < end) warnings.push({ code: 'trailing-space', offset })
  }
  const line: Line = new Scanner<Pop3ErrorCode>(bytes, fail, start, stop, origin - start)
  line.pos = keywordEnd
  if (!line.atEnd) {
    line.space('bad-command', 'decode command')
    if (!keepsSpaces) {
      if (line.atEnd) line.fail('bad-command', `decode ${keyword}: an argument expected, the end found`)
      if (line.peek() === SP) {
        if (strict) line.fail('bad-command', `decode ${keyword}: an argument expected, a second space found`)
        warnings.push({ code: 'extra-space', offset: line.origin + line.pos })
        while (line.skip(SP));
      }
    }
  }
  const names = strict ? plainName : spacedName(offset => warnings.push({ code: 'space-in-name', offset }))
  const command = grammar === undefined ? unknown(line, keyword) : grammar.decode(line, names)
  if (!line.atEnd) line.fail('bad-command', `decode ${keyword}: the end expected, ${line.shown()} found`)
  return { ...command, warnings }
}

const unknown = (line: Line, name: string): UnknownCommand => ({
  verb: 'unknown',
  name,
  argument: line.atEnd ? undefined : line.rest(),
})

/** A command as it is written. */
export interface CheckedCommand {
  /** A copy of what was checked, so that nothing changes it afterwards. */
  readonly command: Command
  /** The line, with CRLF. */
  readonly bytes: Uint8Array
}

/**
 * The bytes of a command, with CRLF.
 *
 * @throws {@link Pop3Error} `bad-command` for an argument that its grammar does not allow, CR, LF and NUL above all; `bad-number`;
 * `bad-value` for a verb that this package does not know and for values of the wrong type; `bad-text` for a lone surrogate that stands
 * for no byte; before anything is written
 *
 * @example
 * new TextDecoder().decode(encodeCommand({ verb: 'top', message: 1, lines: 10 })) // => 'TOP 1 10\r\n'
 */
export const encodeCommand = (command: Command): Uint8Array => checkCommand(command).bytes

/** A command with its bytes: the one way by which a client's words reach the wire. Each property of what was given is read once. */
export function checkCommand(input: Command): CheckedCommand {
  const fields = fieldsOf(input, 'encode command')
  const [command, ...words] = written(fields, fields.verb)
  return { command, bytes: encodeText(`${words.join(' ')}\r\n`, fail) }
}

/** The copy of a command, and all words of its line. */
function written(fields: Fields, verb: unknown): Written<Command> {
  if (verb === 'unknown') return unknownWritten(fields)
  if (typeof verb !== 'string' || !Object.hasOwn(grammars, verb))
    return fail('bad-value', 0, 'encode command: not the verb of a command')
  const [command, ...words] = grammars[verb as keyof typeof grammars].encode(fields)
  return [command, upperAscii(verb), ...words]
}

function unknownWritten({ name: keyword, argument }: Fields): Written<UnknownCommand> {
  const name = textOf(keyword, 'encode command')
  if (!/^[!-~]+$/.test(name) || byKeyword.has(upperAscii(name)))
    fail('bad-command', 0, 'encode command: not the keyword of an unknown command')
  if (argument === undefined) return [{ verb: 'unknown', name, argument: undefined }, name]
  const text = trimmed(argument, 'command')
  return [{ verb: 'unknown', name, argument: text }, name, text]
}
