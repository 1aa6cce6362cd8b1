/**
 * Commands (RFC 1939 5 to 7, RFC 2449 5, RFC 2595 4, RFC 5034 4, RFC 6856 2 and 3): a keyword, whose case is ignored, and
 * arguments separated by one space, ended by CRLF. Each verb is one line in the table below; the file of its name decodes and encodes it.
 */
import { byteClass, encodeText, latin1, notUtf8At, Scanner, SP, upperAscii } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from '../error.js'
import type { DecodeOptions, Pop3Warning } from '../quirks.js'
import { bytesOf, decodeOptionsOf, fieldsOf, textOf, unterminated } from '../values.js'
import { type ByVerb, type Departs, type Fields, type Grammar, type Line, trimmed, type Written } from './grammar.js'
import { type LangCommand, lang } from './lang.js'
import { apop, auth, type LoginCommand, pass, user } from './login.js'
import { dele, list, type MessageCommand, retr, top, uidl } from './message.js'
import { capa, last, noop, type PlainCommand, quit, rset, stat, stls, utf8 } from './plain.js'

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
interface Decoded {
  readonly warnings?: readonly Pop3Warning[] | undefined
}

/** A keyword that this package does not know; `argument` is what follows it. */
type UnknownCommand = { readonly verb: 'unknown'; readonly name: string; readonly argument: string | undefined }

/** A command by its verb. */
export type Command = Decoded & (LoginCommand | MessageCommand | LangCommand | PlainCommand | UnknownCommand)

/** The name of a verb. */
export type Verb = Command['verb']

/** The grammar of every known verb; its keyword is the verb in upper case. */
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
  last,
  noop,
  rset,
  quit,
  capa,
  stls,
  utf8,
}

const byKeyword: ReadonlyMap<string, Grammar<Command>> = /* @__PURE__ */ (() =>
  new Map(Object.entries<Grammar<Command>>(grammars).map(([verb, grammar]) => [upperAscii(verb), grammar])))()

const KEYWORD: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte < 0x7f)
const CONTROL: Uint8Array = /* @__PURE__ */ byteClass(byte => byte < 0x20 || byte === 0x7f)

/**
 * A command from its line, with or without CRLF (RFC 2449 3).
 *
 * @throws {@link Pop3Error} `bad-command`, `bad-number`, `bad-base64` with the offset in the line; never for a keyword that is merely
 * unknown, which gives `verb: 'unknown'`; `bad-value` for anything but a `Uint8Array`
 *
 * @example
 * decodeCommand(new TextEncoder().encode('top 1 10\r\n')) // => { verb: 'top', message: 1, lines: 10, warnings: [] }
 */
export function decodeCommand(bytes: Uint8Array, options: DecodeOptions = {}): Command {
  const line = unterminated(bytesOf(bytes, 'decode command'))
  return decodeCommandLine(line, 0, line.length, decodeOptionsOf(options, 'decode command'))
}

/** The same between two offsets, without a line end. */
export function decodeCommandLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  { strict, origin }: { readonly strict: boolean; readonly origin: number },
): Command {
  const warnings: Pop3Warning[] = []
  const line: Line = new Scanner<Pop3ErrorCode>(bytes, fail, start, end, origin - start)
  for (let at = start; at < end; at++) {
    if (CONTROL[bytes[at]!] === 1) line.fail('bad-command', 'decode command: the line contains a control character', at)
  }
  line.pos = line.runEnd(KEYWORD)
  const keyword = upperAscii(latin1(bytes, start, line.pos))
  if (keyword === '') line.fail('bad-command', `decode command: a keyword expected, ${line.shown()} found`)
  const departs: Departs = (code, at) => {
    if (strict) line.fail('bad-command', `decode ${keyword}: ${code} is not allowed in strict mode`, at)
    warnings.push({ code, offset: line.origin + at })
  }
  const command = argumentsOf(line, keyword, departs)
  const foreign = notUtf8At(bytes, start, end)
  if (foreign !== -1) departs('not-utf8', foreign)
  return { ...command, warnings }
}

/** What follows the keyword. Extra spaces are dropped where they are not part of the argument. */
function argumentsOf(whole: Line, keyword: string, departs: Departs): Command {
  const grammar = byKeyword.get(keyword) ?? unknown(keyword, whole.pos)
  const keepsSpaces = grammar.keepsSpaces ?? false
  const line = keepsSpaces ? whole : withoutTrailingSpaces(whole, departs)
  if (!line.atEnd) {
    line.space('bad-command', 'decode command')
    if (!keepsSpaces && line.peek() === SP) {
      departs('extra-space', line.pos)
      while (line.skip(SP));
    }
  }
  const command = grammar.decode(line, departs)
  if (!line.atEnd) line.fail('bad-command', `decode ${keyword}: the end expected, ${line.shown()} found`)
  return command
}

function withoutTrailingSpaces(line: Line, departs: Departs): Line {
  const { bytes, pos, origin } = line
  let { end } = line
  while (bytes[end - 1] === SP) end-- // The keyword before them has none.
  if (end === line.end) return line
  departs('trailing-space', end)
  return new Scanner<Pop3ErrorCode>(bytes, fail, pos, end, origin)
}

/** `keyword *(SP param)`, the keyword of three or four characters (RFC 2449 3); what follows it is one argument here. */
const unknown = (name: string, nameEnd: number): Grammar<UnknownCommand> => ({
  decode: (line, departs) => {
    if (name.length < 3 || name.length > 4) departs('keyword-length', nameEnd)
    const start = line.pos
    const argument = line.atEnd ? undefined : line.rest()
    const spaces = line.bytes.subarray(start, line.end).findIndex((byte, at, rest) => byte === SP && rest[at + 1] === SP)
    if (spaces !== -1) departs('extra-space', start + spaces)
    return { verb: 'unknown', name, argument }
  },
  encode: unknownWritten,
})

/** A command and its encoding. */
export interface CheckedCommand {
  /** A copy of the checked command, so that the caller cannot change it afterwards. */
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

/** A command with its bytes: the only way from a client's commands to the wire. Each property of the input is read once. */
export function checkCommand(input: Command): CheckedCommand {
  const fields = fieldsOf(input, 'encode command')
  const [command, ...words] = written(fields, fields.verb)
  return { command, bytes: encodeText(`${words.join(' ')}\r\n`, fail) }
}

/** The copy of a command, and all words of its line. */
function written(fields: Fields, verb: unknown): Written<Command> {
  if (verb === 'unknown') return unknownWritten(fields)
  if (typeof verb !== 'string' || !Object.hasOwn(grammars, verb))
    return fail(
      'bad-value',
      0,
      `encode command: unknown verb: ${typeof verb === 'string' ? JSON.stringify(verb.slice(0, 80)) : typeof verb}`,
    )
  const [command, ...words] = grammars[verb as keyof typeof grammars].encode(fields)
  return [command, upperAscii(verb), ...words]
}

function unknownWritten({ name: keyword, argument }: Fields): Written<UnknownCommand> {
  const name = textOf(keyword, 'encode command')
  if (!/^[!-~]+$/.test(name) || byKeyword.has(upperAscii(name)))
    fail('bad-command', 0, 'encode command: name must be visible ASCII without spaces, and not the keyword of a known verb')
  if (argument === undefined) return [{ verb: 'unknown', name, argument: undefined }, name]
  const text = trimmed(argument, 'command')
  return [{ verb: 'unknown', name, argument: text }, name, text]
}
