/** All commands (RFC 9051 6): a tag, a name, arguments. A command that is not known here keeps its arguments as they came. */
import { concat, Input, lowerAscii, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Frame, Framer } from '../grammar/framing.js'
import { Cursor, type ImapWarning, TAG } from '../grammar/reader.js'
import { ImapWriter, type WriterOptions } from '../grammar/writer.js'
import { defaultServerLimits, type ImapLimits, limitsOf } from '../limits.js'
import { isTag } from '../response/status.js'
import { bytesOf, fieldsOf, textOf } from '../values.js'
import { type AppendCommand, append, encodeAppend } from './append.js'
import {
  encodeListCommand,
  encodeMailboxCommand,
  encodeRename,
  encodeStatusCommand,
  type ListCommand,
  list,
  type MailboxCommand,
  mailboxCommand,
  type RenameCommand,
  rename,
  type StatusCommand,
  status,
} from './mailbox.js'
import { encodeFetchCommand, encodeStore, type FetchCommand, fetch, type StoreCommand, store } from './message.js'
import {
  type AuthenticateCommand,
  authenticate,
  encodeAuthenticate,
  encodeLogin,
  type LoginCommand,
  login,
  type PlainCommand,
} from './session.js'

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

const PLAIN: readonly PlainCommand['verb'][] = [
  'capability',
  'noop',
  'logout',
  'starttls',
  'close',
  'unselect',
  'expunge',
  'check',
  'idle',
]
const MAILBOX: readonly MailboxCommand['verb'][] = ['select', 'examine', 'create', 'delete', 'subscribe', 'unsubscribe']

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

/** The registry of commands by name. */
function commandBody(cursor: Cursor): CommandBody {
  let name = cursor.keyword('a command')
  const uid = name === 'UID'
  if (uid) {
    cursor.space()
    name = cursor.keyword('a command')
  }
  const verb = lowerAscii(name)
  if (name === 'FETCH') return fetch(cursor, uid)
  if (name === 'STORE') return store(cursor, uid)
  const plain = PLAIN.find(known => known === verb)
  const mailbox = MAILBOX.find(known => known === verb)
  if (uid) return unknown(cursor, `UID ${name}`)
  if (plain !== undefined) return { verb: plain }
  if (mailbox !== undefined) return mailboxCommand(cursor, mailbox)
  switch (name) {
    case 'LOGIN':
      return login(cursor)
    case 'AUTHENTICATE':
      return authenticate(cursor)
    case 'RENAME':
      return rename(cursor)
    case 'LIST':
    case 'LSUB':
      return list(cursor, name === 'LIST' ? 'list' : 'lsub')
    case 'STATUS':
      return status(cursor)
    case 'APPEND':
      return append(cursor)
    default:
      return unknown(cursor, name)
  }
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

/** True for the name of a command that is written by its own rules, secrets and states included. */
function hasType(name: string): boolean {
  const verb = lowerAscii(name)
  const named: readonly string[] = [...PLAIN, ...MAILBOX, 'rename', 'list', 'lsub', 'status', 'login', 'authenticate', 'append']
  return named.includes(verb) || /^(?:uid )?(?:fetch|store)$/.test(verb)
}

function encodeBody(writer: ImapWriter, command: CommandBody): void {
  switch (command.verb) {
    case 'login':
      encodeLogin(writer, command)
      break
    case 'authenticate':
      encodeAuthenticate(writer, command)
      break
    case 'select':
    case 'examine':
    case 'create':
    case 'delete':
    case 'subscribe':
    case 'unsubscribe':
      encodeMailboxCommand(writer, command)
      break
    case 'rename':
      encodeRename(writer, command)
      break
    case 'list':
    case 'lsub':
      encodeListCommand(writer, command)
      break
    case 'status':
      encodeStatusCommand(writer, command)
      break
    case 'fetch':
      encodeFetchCommand(writer, command)
      break
    case 'store':
      encodeStore(writer, command)
      break
    case 'append':
      encodeAppend(writer, command)
      break
    case 'unknown':
      if (!/^(?:UID )?[A-Za-z0-9.=_-]+$/.test(textOf(command.name, 'encode command')))
        fail('bad-value', 0, 'encode command: not a name')
      if (hasType(command.name)) fail('bad-value', 0, `encode command: ${command.name} has a verb of its own`)
      textOf(command.text, 'encode command')
      for (let at = 0; at < command.text.length; at++)
        if (TEXT[command.text.charCodeAt(at)] !== 1)
          fail('bad-value', 0, 'encode command: a control character, or more than Latin 1, in the arguments')
      if (/\{\d*\+?\}$/.test(command.text) || (command.text !== '' && !command.text.startsWith(' ')))
        fail('bad-value', 0, 'encode command: arguments that end in a literal, or do not begin with a space')
      writer.raw(command.name + command.text)
      break
    default:
      writer.raw(upperAscii(PLAIN.find(verb => verb === command.verb) ?? fail('bad-value', 0, 'encode command: not a verb')))
  }
}
