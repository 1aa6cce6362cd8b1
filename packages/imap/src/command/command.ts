/**
 * All commands (RFC 9051 6): a tag, a name, arguments. Each verb is one line in the table below; its grammar, both ways, is in `command/`. A
 * command that is not known here keeps its arguments as they came.
 */
import { concat, Input, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Frame, Framer } from '../grammar/framing.js'
import { Cursor, type ImapWarning, TAG } from '../grammar/reader.js'
import { ImapWriter, type WriterOptions } from '../grammar/writer.js'
import { defaultServerLimits, type ImapLimits, limitsOf } from '../limits.js'
import { isTag } from '../response/status.js'
import { bytesOf, fieldsOf, textOf } from '../values.js'
import { type AppendCommand, append } from './append.js'
import type { ByVerb, Grammar } from './grammar.js'
import {
  type ListCommand,
  listing,
  type MailboxCommand,
  ofMailbox,
  type RenameCommand,
  rename,
  type StatusCommand,
  status,
} from './mailbox.js'
import { type FetchCommand, fetch, type StoreCommand, store } from './message.js'
import { type AuthenticateCommand, authenticate, type LoginCommand, login, type PlainCommand, plain } from './session.js'

/** A command that this package does not know. */
export interface UnknownCommand {
  readonly verb: 'unknown'
  /** Upper case; `UID` with what follows it. */
  readonly name: string
  /** What follows the name, its literals included, as it came; with the space before it. */
  readonly text: string
}

/** Any command by its `verb`, without its tag. */
export type CommandBody =
  | PlainCommand
  | LoginCommand
  | AuthenticateCommand
  | MailboxCommand
  | RenameCommand
  | ListCommand
  | StatusCommand
  | FetchCommand
  | StoreCommand
  | AppendCommand
  | UnknownCommand

export type Verb = CommandBody['verb']

/** A decoded command. */
export type Command = { readonly tag: string } & CommandBody & { readonly warnings: readonly ImapWarning[] }

/** A command as a client gives it; it is tagged when it has no tag. */
export type CommandInit = {
  readonly tag?: string | undefined
  readonly warnings?: readonly ImapWarning[] | undefined
} & CommandBody

export interface CommandOptions {
  readonly strict?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
}

/** The grammar of every command that is known. */
const grammars: { readonly [V in Exclude<Verb, 'unknown'>]: Grammar<ByVerb<CommandBody, V>> } = /* @__PURE__ */ (() => ({
  capability: plain('capability'),
  noop: plain('noop'),
  logout: plain('logout'),
  starttls: plain('starttls'),
  authenticate,
  login,
  select: ofMailbox('select'),
  examine: ofMailbox('examine'),
  create: ofMailbox('create'),
  delete: ofMailbox('delete'),
  rename,
  subscribe: ofMailbox('subscribe'),
  unsubscribe: ofMailbox('unsubscribe'),
  list: listing('list'),
  lsub: listing('lsub'),
  status,
  append,
  idle: plain('idle'),
  close: plain('close'),
  unselect: plain('unselect'),
  expunge: plain('expunge'),
  check: plain('check'),
  fetch,
  store,
}))()

type AnyGrammar = Grammar<CommandBody>

const byName: ReadonlyMap<string, AnyGrammar> = /* @__PURE__ */ (() =>
  new Map(Object.entries<AnyGrammar>(grammars).map(([verb, grammar]) => [upperAscii(verb), grammar])))()

/** The grammar of a name in upper case, behind `UID` or not; `undefined` where that is not known. */
function grammarOf(name: string, uid: boolean): AnyGrammar | undefined {
  const grammar = byName.get(name)
  return uid && grammar?.takesUid !== true ? undefined : grammar
}

/**
 * A command from its octets, its literals included and its CRLF at the end.
 *
 * @throws {@link ImapError} `bad-syntax`, `truncated`, `bad-number`, `bad-base64`, `too-deep`; never for a name that is merely unknown
 *
 * @example
 * decodeCommand(new TextEncoder().encode('a1 LOGIN tim "secret"\r\n')).verb // => 'login'
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
  const given = limitsOf(defaultServerLimits, fieldsOf(options, 'decode command').limits)
  const limits = { ...given, inlineLiteral: given.literal }
  const input = new Input()
  input.push(bytesOf(bytes, 'decode command'))
  const framer = new Framer(input, { limits, strict: options.strict ?? false, mayHoldLiteral: () => true })
  for (let found = framer.next(); found !== undefined; found = framer.next()) {
    if (found.type !== 'frame') continue
    if (input.length > 0) fail('bad-syntax', input.offset, 'decode command: octets behind it')
    return decodeCommandFrame(found, options.strict ?? false, limits)
  }
  return fail('truncated', bytes.length, 'decode command: it is not whole')
}

/** The same from what the framer gave. */
export function decodeCommandFrame(frame: Frame, strict: boolean, limits: ImapLimits): Command {
  const cursor = new Cursor(frame, strict, limits)
  const tag = commandTag(cursor)
  const body = commandBody(cursor)
  cursor.extraSpaces()
  if (!cursor.atEnd) cursor.refuse('the end')
  return { tag, ...body, warnings: cursor.warnings }
}

/** The tag of a command that may be no command, for the answer that says so. */
export function tagOf(frame: Frame): string | undefined {
  const tag = new Cursor(frame, true, defaultServerLimits).run(TAG)
  return tag === '' ? undefined : tag
}

function commandTag(cursor: Cursor): string {
  const tag = cursor.run(TAG) || cursor.refuse('a tag')
  cursor.space()
  return tag
}

function commandBody(cursor: Cursor): CommandBody {
  let name = cursor.keyword('a command')
  const uid = name === 'UID'
  if (uid) {
    cursor.space()
    name = cursor.keyword('a command')
  }
  return grammarOf(name, uid)?.decode(cursor, uid) ?? unknown(cursor, uid ? `UID ${name}` : name)
}

function unknown(cursor: Cursor, name: string): UnknownCommand {
  if (!cursor.atEnd && cursor.peek() !== 0x20) cursor.refuse("' '")
  return { verb: 'unknown', name, text: cursor.rest() }
}

/**
 * The octets of a command with its CRLF, in parts: behind each but the last the server must say `+` before the next is sent.
 *
 * @throws {@link ImapError} `bad-value`, `bad-text` for anything that its grammar does not allow, CR, LF and NUL above all
 */
export const encodeCommand = (command: { readonly tag: string } & CommandBody, options: WriterOptions = {}): Uint8Array[] =>
  encodeCommandParts(command, new ImapWriter(options))

/** The same with a writer that may leave out the message of APPEND, which then comes before the last part. */
export function encodeCommandParts(command: { readonly tag: string } & CommandBody, writer: ImapWriter): Uint8Array[] {
  // A copy, so that a getter answers once.
  const { tag, ...body } = { ...fieldsOf(command, 'encode command') }
  if (!isTag(textOf(tag, 'encode tag'))) fail('bad-value', 0, 'encode command: not a tag')
  writer.raw(`${tag} `)
  encodeBody(writer, body)
  return writer.finish()
}

/** A command's octets in one piece, for those who need not wait. */
export const encodeCommandWhole = (command: { readonly tag: string } & CommandBody): Uint8Array =>
  concat(encodeCommand(command, { literals: 'LITERAL+' }))

/** What may stand in a command that is written as it is: no CR, LF, NUL, and no literal, whose octets would be missing. */
const TEXT: Uint8Array = /* @__PURE__ */ octetClass(octet => octet >= 0x20 && octet !== 0x7f)

function encodeBody(writer: ImapWriter, command: CommandBody): void {
  const verb = textOf(command.verb, 'encode command')
  if (command.verb === 'unknown') encodeUnknown(writer, command)
  else if (Object.hasOwn(grammars, verb)) (grammars[command.verb] as AnyGrammar).encode(writer, command)
  else fail('bad-value', 0, 'encode command: not a verb')
}

function encodeUnknown(writer: ImapWriter, { name, text }: UnknownCommand): void {
  const [, uid, own] = /^(UID )?([A-Za-z0-9.=_-]+)$/.exec(textOf(name, 'encode command')) ?? []
  if (own === undefined || upperAscii(own) === 'UID') fail('bad-value', 0, 'encode command: not a name; UID is part of one')
  // Its own rules know its secrets and its states.
  if (grammarOf(upperAscii(own), uid !== undefined) !== undefined)
    fail('bad-value', 0, `encode command: ${name} has a verb of its own`)
  textOf(text, 'encode command')
  for (let at = 0; at < text.length; at++)
    if (TEXT[text.charCodeAt(at)] !== 1)
      fail('bad-value', 0, 'encode command: a control character, or more than Latin 1, in the arguments')
  if (/\{\d*\+?\}$/.test(text) || (text !== '' && !text.startsWith(' ')))
    fail('bad-value', 0, 'encode command: arguments that end in a literal, or do not begin with a space')
  writer.raw(name + text)
}
