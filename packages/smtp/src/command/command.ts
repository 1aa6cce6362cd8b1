/**
 * Commands (RFC 5321 4.1.1 and its extensions): a case-insensitive verb, its argument, CRLF. Each verb is one line in the table below; its
 * grammar, for decoding and encoding, is in `command/`.
 */
import { byteClass, CR, encodeText, LF, latin1, SP, upperAscii } from '@mailwire/bytes'
import { fail, quoted, SmtpError } from '../error.js'
import {
  acceptedBits,
  checkedOptions,
  type EncodeOptions,
  type GrammarLimits,
  type GrammarOptions,
  grammarLimits,
  isControl,
  Line,
  outgoingRules,
  type Rules,
  wholeLimits,
} from '../grammar/line.js'
import { assertBytes, assertNumber, assertObject, assertString } from '../values.js'
import { type AuthCommand, auth } from './auth.js'
import { bdat, burl, type ContentCommand } from './content.js'
import { type ForwardedCommand, xclient, xforward } from './forwarded.js'
import { type ByVerb, type Decoded, type Grammar, remainder } from './grammar.js'
import { ehlo, type GreetingCommand, helo, lhlo } from './greeting.js'
import { type MailCommand, type MailInit, mail } from './mail.js'
import { data, type PlainCommand, quit, rset, turn } from './plain.js'
import { atrn, etrn, type QueueCommand } from './queue.js'
import { type RcptCommand, type RcptInit, rcpt } from './rcpt.js'
import { type StarttlsCommand, starttls } from './starttls.js'
import { expn, help, noop, type TextCommand, vrfy } from './text.js'

/** A verb that this package has no grammar for; `argument` is the text after it. */
type UnknownCommand = { readonly verb: 'unknown'; readonly name: string; readonly argument: string | undefined }

/** A decoded command; `verb` narrows it. */
export type Command = Decoded &
  (
    | GreetingCommand
    | MailCommand
    | RcptCommand
    | PlainCommand
    | StarttlsCommand
    | TextCommand
    | AuthCommand
    | ContentCommand
    | QueueCommand
    | ForwardedCommand
    | UnknownCommand
  )

/** A command as `encodeCommand` accepts it: an empty source route and `parameters` may be omitted. */
export type CommandInit = Exclude<Command, { verb: 'mail' | 'rcpt' }> | MailInit | RcptInit

/** The verb of a command. */
export type Verb = Command['verb']

export interface CommandOptions extends GrammarOptions {
  /** The line's offset in its stream; added to the offsets of errors. */
  readonly origin?: number | undefined
}

/** The grammar of every known verb. */
const grammars: { readonly [V in Exclude<Verb, 'unknown'>]: Grammar<ByVerb<Command, V>, ByVerb<CommandInit, V>> } = {
  ehlo,
  helo,
  lhlo,
  mail,
  rcpt,
  data,
  bdat,
  rset,
  vrfy,
  expn,
  help,
  noop,
  quit,
  auth,
  starttls,
  etrn,
  atrn,
  turn,
  burl,
  xclient,
  xforward,
}

type AnyGrammar = Grammar<Command, CommandInit>

const byName: ReadonlyMap<string, AnyGrammar> = /* @__PURE__ */ (() =>
  new Map(
    Object.entries<AnyGrammar>(grammars as unknown as Record<string, AnyGrammar>).map(([verb, grammar]) => [
      verb.toUpperCase(),
      grammar,
    ]),
  ))()

const VERB: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte < 0x7f)

/**
 * A command from its line, with or without CRLF.
 *
 * By default, deviations that clients are known to send are accepted and reported in `warnings`; an unknown verb gives
 * `verb: 'unknown'`.
 *
 * @throws {@link SmtpError} `bad-command`, `bad-path`, `bad-parameter`, `bad-chunk`, `bad-base64`, `bad-text`, `nul`, `bare-cr`, with the
 * offset in the line and a `suggestedReply`
 *
 * @example
 * decodeCommand(new TextEncoder().encode('RCPT TO:<someone@some.domain>\r\n')).forwardPath.domain // => 'some.domain'
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
  assertBytes(bytes, 'decode command')
  const grammar = checkedOptions(options, 'decode command')
  const { origin, limits } = options
  if (origin !== undefined) assertNumber(origin, 'decode command')
  const terminated = bytes.length >= 2 && bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF
  return decodeCommandLine(bytes, 0, terminated ? bytes.length - 2 : bytes.length, grammar, origin, wholeLimits(limits))
}

/** Decodes the line between two offsets, without its line end; every limit is given. */
export function decodeCommandLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  options: GrammarOptions,
  origin = 0,
  limits: GrammarLimits = grammarLimits,
): Command {
  let stop = end
  while (stop > start && (bytes[stop - 1] === SP || bytes[stop - 1] === 0x09)) stop--
  const line = new Line(bytes, start, stop, origin - start, { limits, accepted: acceptedBits(options) })
  if (stop < end) line.warn('trailing-space', stop)
  try {
    return command(line)
  } catch (error) {
    // No rule allows a control character, so if there is one, report that instead.
    for (let at = start; at < end; at++) if (isControl(bytes[at]!)) controlCharacter(bytes, start, at, end, origin)
    throw error
  }
}

function command(line: Line): Command {
  const { bytes, pos: start, end } = line
  const verbEnd = line.runEnd(VERB)
  line.pos = verbEnd
  if (verbEnd === start || (verbEnd < end && bytes[verbEnd] !== SP))
    line.fail('bad-text', `decode command: verb expected, ${line.shown()} found`)
  const grammar = grammarOf(bytes, start, verbEnd)
  if (verbEnd < end) line.pos++
  if (grammar === undefined) {
    const argument = verbEnd < end ? line.remainder('decode command') : undefined
    return { verb: 'unknown', name: upperAscii(latin1(bytes, start, verbEnd)), argument, warnings: line.warnings }
  }
  line.extraSpaces()
  const found = grammar.decode(line)
  if (line.pos < end) line.fail('bad-command', `decode ${found.verb.toUpperCase()}: end of line expected, ${line.shown()} found`)
  return found
}

/** The two most frequent verbs are compared letter by letter, the others looked up by name. */
function grammarOf(bytes: Uint8Array, start: number, end: number): AnyGrammar | undefined {
  if (end - start === 4) {
    const letters =
      ((bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!) & 0xdfdfdfdf
    if (letters === RCPT) return rcpt as unknown as AnyGrammar
    if (letters === MAIL) return mail as unknown as AnyGrammar
  }
  return end - start > 8 ? undefined : byName.get(latin1(bytes, start, end).toUpperCase())
}

const RCPT = 0x52435054
const MAIL = 0x4d41494c

/** Inside the angle brackets of MAIL and RCPT the path is at fault, elsewhere the whole line. */
function controlCharacter(bytes: Uint8Array, start: number, at: number, end: number, origin: number): never {
  const offset = origin + at - start
  const before = latin1(bytes, start, at)
  const [, from] = /^ *(?:(MAIL FROM)|RCPT TO): *<[^>]*$/i.exec(before) ?? [undefined, 'none']
  if (from !== 'none' && latin1(bytes, at, end).includes('>'))
    throw new SmtpError('bad-path', offset, 'decode path: control character in the path', from === undefined ? '5.1.3' : '5.1.7')
  const byte = bytes[at]!
  return fail(byte === 0 ? 'nul' : byte === CR ? 'bare-cr' : 'bad-text', offset, 'decode command: control character in the line')
}

/**
 * The bytes of a command, with CRLF.
 *
 * @throws {@link SmtpError} `bad-command`, `bad-path`, `bad-parameter` for anything that the grammar does not allow, in particular CR, LF
 * and NUL. An underscore in a domain is written if `accept` names `domain-underscore`
 *
 * @example
 * encodeCommand({ verb: 'mail', reversePath: null, parameters: { size: 1000 } }) // the bytes of 'MAIL FROM:<> SIZE=1000\r\n'
 */
export function encodeCommand(command: CommandInit, options: EncodeOptions = {}): Uint8Array {
  assertObject(options, 'encode command')
  const { limits, accept } = options
  return encodeText(`${commandText(command, outgoingRules(limits, accept, 'encode command'))}\r\n`, fail)
}

function commandText(command: CommandInit, rules: Rules): string {
  assertObject(command, 'encode command')
  const { verb } = command
  assertString(verb, 'encode command')
  if (verb !== 'unknown') {
    const grammar = Object.hasOwn(grammars, verb) ? (grammars[verb] as unknown as AnyGrammar) : undefined
    return grammar === undefined
      ? fail('bad-command', 0, `encode command: unknown verb: ${quoted(verb)}`)
      : grammar.encode(command as never, rules)
  }
  const { name, argument } = command as UnknownCommand
  assertString(name, 'encode command')
  if (!/^[!-~]+$/.test(name) || byName.has(upperAscii(name)))
    fail('bad-command', 0, 'encode command: an unknown command needs a valid verb that has no grammar here')
  return name + (argument === undefined ? '' : ` ${remainder(argument, 'command')}`)
}
