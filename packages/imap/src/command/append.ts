/** APPEND (RFC 9051 6.3.12), with `literal8` for a message that holds NUL (RFC 3516 4.4). The message comes last: its bytes may stream. */
import { decodeText } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { parseDateTime } from '../grammar/date-time.js'
import type { LiteralMarker } from '../grammar/framing.js'
import { Cursor, type CursorLimits, TAG } from '../grammar/reader.js'
import { encodeMailbox, mailbox } from '../response/mailbox.js'
import { encodeFlags } from '../response/status.js'
import { bytesOf, listOf, textOf, wholeNumberOf } from '../values.js'
import type { Grammar } from './grammar.js'
import { flagToStore } from './message.js'

/** What is said of a message before its bytes. */
export interface AppendedMessage {
  readonly mailbox: string
  readonly flags: readonly string[]
  /** As FETCH gives it: `17-Jul-1996 02:44:25 -0700`, the day in two characters; `undefined` for now. */
  readonly internalDate: string | undefined
  /** True for a `literal8`, which may hold NUL; only where BINARY is announced. */
  readonly binary: boolean
  /** In bytes. */
  readonly size: number
}

export interface AppendCommand extends AppendedMessage {
  readonly verb: 'append'
  /** The message; `undefined` where it streams. */
  readonly message?: Uint8Array | undefined
}

/** `append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP (literal / literal8)` */
export const append: Grammar<AppendCommand> = {
  decode(cursor) {
    const head = appendArguments(cursor)
    if (cursor.peek() !== 0x7b) cursor.refuse('a literal')
    const content = cursor.stringBytes()
    if (!(content instanceof Uint8Array)) return { verb: 'append', ...head, size: content.size, message: undefined }
    if (!head.binary && content.includes(0)) cursor.fail('nul', 'parse: NUL in a literal; only literal8 may hold it')
    return { verb: 'append', ...head, size: content.length, message: content.slice() }
  },
  // With the bytes of the message, or up to where they stream.
  encode(writer, command) {
    const { mailbox: name, internalDate, binary, size, message } = command
    const flags = listOf(command.flags, 'encode APPEND: flags')
    encodeMailbox(writer.raw('APPEND '), name)
    if (flags.includes('\\*')) fail('bad-value', 0, 'encode APPEND: \\* is not a flag of a message')
    if (flags.length > 0) encodeFlags(writer.raw(' '), flags)
    if (internalDate !== undefined) {
      if (!isDateTime(textOf(internalDate, 'encode APPEND: internalDate')))
        fail('bad-value', 0, 'encode APPEND: internalDate is not a date-time; formatDateTime writes one')
      writer.raw(` "${internalDate}"`)
    }
    writer.raw(' ')
    wholeNumberOf(size, 'encode APPEND: size')
    if (message === undefined) {
      writer.streamedLiteral(size, binary)
      return
    }
    if (bytesOf(message, 'encode APPEND: message').length !== size)
      fail('bad-value', 0, `encode APPEND: size is ${size}, and the message has ${message.length} bytes`)
    checkMessage(message, binary, 'encode APPEND')
    writer.literal(message, binary ? 'always' : 'never')
  },
}

/** What an APPEND says of the message whose literal is announced; `undefined` where the literal is something else. */
export function appendedMessage(marker: LiteralMarker, strict: boolean, limits: CursorLimits): AppendedMessage | undefined {
  const { before: bytes, offset, size } = marker
  const cursor = new Cursor({ bytes, start: 0, end: bytes.length, offset, streamed: new Map() }, strict, limits)
  try {
    cursor.run(TAG)
    cursor.space()
    if (!cursor.word('APPEND')) return undefined
    const head = appendArguments(cursor)
    return cursor.atEnd ? { ...head, size } : undefined
  } catch (error) {
    if (error instanceof ImapError) return undefined
    throw error
  }
}

/** Up to the `{` of the message. */
function appendArguments(cursor: Cursor): Omit<AppendedMessage, 'size'> {
  cursor.space()
  const name = mailbox(cursor)
  cursor.space()
  let flags: readonly string[] = []
  if (cursor.peek() === 0x28) {
    flags = cursor.list(() => flagToStore(cursor))
    cursor.space()
  }
  let internalDate: string | undefined
  if (cursor.peek() === 0x22) {
    internalDate = dateTime(cursor)
    cursor.space()
  }
  return { mailbox: name, flags, internalDate, binary: cursor.skip(0x7e) }
}

/** `date-time`, always in quotes. */
function dateTime(cursor: Cursor): string {
  const text = decodeText(cursor.stringBytes() as Uint8Array)
  return isDateTime(text) ? text : cursor.fail('bad-syntax', 'parse: a date-time expected, another string found')
}

/** The length of `date-time` without its quotes: the day has two characters always. */
const DATE_TIME = 26
const isDateTime = (text: string): boolean => text.length === DATE_TIME && parseDateTime(text) !== undefined

/** A `literal` holds no NUL (RFC 9051 9, `CHAR8`). */
export function checkMessage(bytes: Uint8Array, binary: boolean, action: string): void {
  if (!binary && bytes.includes(0)) fail('nul', 0, `${action}: NUL in a message; only one with binary: true may hold it`)
}
