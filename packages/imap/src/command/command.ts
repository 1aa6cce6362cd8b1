/**
 * All commands (RFC 9051 6): a tag, a name, arguments. The name decides which rule of the registry reads it. An unknown command keeps its
 * arguments unchanged.
 */
import { concat, Input, latin1 } from '@mailwire/bytes'
import { fail, traced } from '../error.js'
import { ATOM, classes, TAG } from '../grammar/classes.js'
import type { Frame } from '../grammar/frame.js'
import { Framer } from '../grammar/framing.js'
import { Reader, type Strictness } from '../grammar/reader.js'
import { ImapWriter, type WriterOptions } from '../grammar/writer.js'
import { defaultServerLimits, type ImapLimits, limitsOf } from '../limits.js'
import type { ImapWarning } from '../quirks.js'
import { isTag } from '../response/status.js'
import { bytesOf, fieldsOf, shownName, strictnessOf, textOf } from '../values.js'
import { commandWords, type KnownCommand, type KnownCommandInit, ruleOfVerb, uidWords } from './registry.js'
import { type UnknownCommand, unknownCommand, writeUnknown } from './unknown.js'

/** Any command by its `verb`, without its tag. */
export type CommandBody = KnownCommand | UnknownCommand

/** The `verb` of a command: its name in lower case, or `unknown`. */
export type Verb = CommandBody['verb']

/** A decoded command (RFC 9051 6). */
export type Command = { readonly tag: string } & CommandBody & { readonly warnings: readonly ImapWarning[] }

/** Any command as `encodeCommand` takes it, without its tag: some of what a decoded one always has may be left out. */
export type CommandBodyInit = KnownCommandInit | UnknownCommand

/** A command as a client gives it; it is tagged when it has no tag. */
export type CommandInit = {
  readonly tag?: string | undefined
  readonly warnings?: readonly ImapWarning[] | undefined
} & CommandBodyInit

/** How commands are read. */
export interface CommandOptions {
  /** Accepts the grammar and nothing else: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  /** True once names of mailboxes are UTF-8: after ENABLE UTF8=ACCEPT or IMAP4rev2 (RFC 6855 3, RFC 9051 5.1). */
  readonly utf8?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
}

/** A reader of commands. */
export const commandReader = ({ strict = false, utf8 = false }: CommandOptions, limits: ImapLimits): Reader =>
  new Reader({ sender: 'client', strict, utf8, limits })

/**
 * A command from its bytes, its literals included and its CRLF at the end (RFC 9051 6).
 *
 * @throws {@link ImapError} `bad-syntax`, `truncated`, `bad-number`, `bad-base64`, `too-deep`, `nul`; for a name that is merely unknown only
 * where `strict` is given
 *
 * @example
 * decodeCommand(new TextEncoder().encode('a1 LOGIN tim "secret"\r\n')).verb // => 'login'
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
  const { strict, utf8, limits: given } = fieldsOf(options, 'decode command')
  const numbers = limitsOf(defaultServerLimits, given)
  const limits = { ...numbers, inlineLiteral: numbers.literal }
  const reader = commandReader({ strict: strictnessOf(strict, 'decode command'), utf8 }, limits)
  const input = new Input()
  input.push(bytesOf(bytes, 'decode command'))
  const framer = new Framer(input, { limits, strict: reader.strict, literalPlaces: () => 'anywhere' })
  for (let found = framer.next(); found !== undefined; found = framer.next()) {
    if (found.type !== 'frame') continue
    if (input.length > 0) fail('bad-syntax', input.offset, 'decode command: unexpected bytes after the command')
    try {
      return command(reader.reset(found))
    } catch (error) {
      throw traced(error)
    }
  }
  return fail('truncated', bytes.length, 'decode command: the command is incomplete')
}

/** `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF` */
export function command(reader: Reader): Command {
  const start = reader.skipRun(TAG)
  if (reader.pos === start) reader.refuse('a tag')
  const tag = latin1(reader.bytes, start, reader.pos)
  reader.space()
  const body = commandBody(reader)
  reader.finish()
  return { tag, ...body, warnings: reader.warnings }
}

/** The tag of a command that may be no command, for the answer that says so. */
export function tagOf({ bytes, start, end }: Frame): string | undefined {
  let at = start
  while (at < end && (classes[bytes[at]!]! & TAG) !== 0) at++
  return at === start ? undefined : latin1(bytes, start, at)
}

function commandBody(reader: Reader): CommandBody {
  const rule = reader.rule(commandWords, ATOM)
  if (rule !== undefined) return rule.decode(reader, false)
  const { pos } = reader
  if (!reader.word('UID') || reader.peek() !== 0x20) {
    reader.pos = pos
    return unknownCommand(reader, false)
  }
  reader.space()
  return reader.rule(uidWords, ATOM)?.decode(reader, true) ?? unknownCommand(reader, true)
}

/**
 * The bytes of a command with its CRLF, in parts: after each but the last the server must say `+` before the next is sent (RFC 9051 4.3).
 *
 * @throws {@link ImapError} `bad-value`, `bad-text`, `nul` for anything that its grammar does not allow, CR, LF and NUL above all
 *
 * @example
 * const parts = encodeCommand({ tag: 'a1', verb: 'login', username: 'tim', password: 'Käse' })
 * parts.map(part => new TextDecoder().decode(part)) // => ['a1 LOGIN tim {5}\r\n', 'Käse\r\n']
 */
export const encodeCommand = (given: { readonly tag: string } & CommandBodyInit, options: WriterOptions = {}): Uint8Array[] =>
  encodeCommandParts(given, new ImapWriter(options))

/** The same with a writer that may leave out the message of APPEND, which then comes before the last part. */
export function encodeCommandParts(given: { readonly tag: string } & CommandBodyInit, writer: ImapWriter): Uint8Array[] {
  // A copy, so that a getter answers once.
  const { tag, ...body } = { ...fieldsOf(given, 'encode command') }
  if (!isTag(textOf(tag, 'encode tag'))) fail('bad-value', 0, 'encode command: invalid tag')
  writer.raw(`${tag} `)
  const verb = textOf(body.verb, 'encode command')
  const rule = ruleOfVerb(verb)
  if (rule !== undefined) rule.encode(writer, body as KnownCommandInit)
  else if (body.verb === 'unknown') writeUnknown(writer, body)
  else fail('bad-value', 0, `encode command: unknown verb ${shownName(verb)}; write it with verb: 'unknown'`)
  return writer.finish()
}

/**
 * A command's bytes in one piece, for those who need not wait: all literals are non-synchronizing (LITERAL+, RFC 7888).
 *
 * @throws {@link ImapError} as {@link encodeCommand} does
 *
 * @example
 * new TextDecoder().decode(encodeCommandWhole({ tag: 'a1', verb: 'select', mailbox: 'Entwürfe' })) // => 'a1 SELECT Entw&APw-rfe\r\n'
 */
export const encodeCommandWhole = (
  given: { readonly tag: string } & CommandBodyInit,
  options: Pick<WriterOptions, 'utf8'> = {},
): Uint8Array => concat(encodeCommand(given, { utf8: fieldsOf(options, 'encode command').utf8, literals: 'LITERAL+' }))
