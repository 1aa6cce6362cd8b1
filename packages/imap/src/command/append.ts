/** APPEND (RFC 9051 6.3.12), with `literal8` for a message that holds NUL (RFC 3516 4.4). The message comes last: its bytes may stream. */

import { encodeText, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { TAG } from '../grammar/classes.js'
import { isDateTime } from '../grammar/date-time.js'
import type { LiteralMarker } from '../grammar/frame.js'
import { extensionValue, isExtensionLabel, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, wireMailbox, writeMailbox } from '../mailbox/read-name.js'
import { bytesOf, fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'
import { storedFlags, writeFlags } from './flag.js'
import { type CommandRule, commandRule, type Loose } from './rule.js'

/** What an extension says of a message, or appends in its place (RFC 4466 2.5). */
export interface AppendExtension {
  /** In upper case. */
  readonly name: string
  /** As it came, literals included. */
  readonly bytes: Uint8Array
}

/** What is said of a message before its bytes. */
export interface AppendedMessage {
  readonly mailbox: string
  readonly wireName: string
  readonly flags: readonly string[]
  /** As FETCH gives it: `17-Jul-1996 02:44:25 -0700`, the day in two characters; `undefined` for now. */
  readonly internalDate: string | undefined
  readonly extensions: readonly AppendExtension[]
  /** True for a `literal8`, which may hold NUL; only where BINARY is announced. */
  readonly binary: boolean
  /** In bytes. */
  readonly size: number
}

/** APPEND (RFC 9051 6.3.12): a message for a mailbox. */
export interface AppendCommand extends AppendedMessage {
  readonly verb: 'append'
  /** What is appended in place of a message, as CATENATE does (RFC 4466 2.5); then there is no message, and `size` is 0. */
  readonly data: AppendExtension | undefined
  /** The message; `undefined` where it streams, and where there is `data`. */
  readonly message: Uint8Array | undefined
}

/** The same as `encodeCommand` takes it. */
export type AppendCommandInit = Loose<AppendCommand, 'wireName' | 'extensions' | 'data' | 'message'>

/** `append = "APPEND" SP mailbox [SP flag-list] [SP date-time] *(SP tagged-ext) SP (literal / literal8 / tagged-ext)` */
export const append: CommandRule = /* @__PURE__ */ commandRule<'append'>({
  name: 'APPEND',
  verb: 'append',
  section: 'RFC 9051 6.3.12',
  decode(reader) {
    const head = appendArguments(reader)
    if (head.data !== undefined) return { verb: 'append', ...head, size: 0, message: undefined }
    if (!reader.atEnd && reader.peek() !== 0x7b) reader.refuse('a literal')
    if (head.binary) reader.pos--
    const content = reader.literal(true)
    if (typeof content !== 'number') return { verb: 'append', ...head, size: content.size, message: undefined }
    const message = reader.copy(content, reader.pos)
    return { verb: 'append', ...head, size: message.length, message }
  },
  // With the bytes of the message, or up to where they stream.
  encode(writer, command) {
    const { flags, internalDate, extensions = [], binary, data, size, message } = command
    writeMailbox(writer.raw('APPEND '), command)
    if (listOf(flags, 'encode APPEND: flags').length > 0) writeFlags(writer.raw(' '), flags, 'encode APPEND')
    if (internalDate !== undefined) {
      if (!isDateTimeText(textOf(internalDate, 'encode APPEND: internalDate')))
        fail('bad-value', 0, 'encode APPEND: internalDate is not a date-time; formatDateTime writes one')
      writer.raw(` "${internalDate}"`)
    }
    for (const extension of listOf(extensions, 'encode APPEND: extensions')) writeExtension(writer, extension)
    if (data === undefined) writeMessage(writer.raw(' '), wholeNumberOf(size, 'encode APPEND: size'), binary, message)
    else if (message === undefined && size === 0 && !binary) writeExtension(writer, data)
    else fail('bad-value', 0, 'encode APPEND: data is in place of a message, so that size is 0 and binary is false')
  },
})

function writeMessage(writer: ImapWriter, size: number, binary: boolean, message: Uint8Array | undefined): void {
  if (message === undefined) {
    writer.streamedLiteral(size, binary)
    return
  }
  if (bytesOf(message, 'encode APPEND: message').length !== size)
    fail('bad-value', 0, `encode APPEND: size is ${size}, and the message has ${message.length} bytes`)
  checkMessage(message, binary, 'encode APPEND')
  writer.literal(message, binary ? 'always' : 'never')
}

function writeExtension(writer: ImapWriter, given: AppendExtension): void {
  const { name, bytes } = fieldsOf(given, 'encode APPEND')
  const upper = upperAscii(textOf(name, 'encode APPEND'))
  if (!isExtensionLabel(upper)) fail('bad-value', 0, 'encode APPEND: not the name of an extension')
  writeRawValue(writer.raw(` ${upper} `), bytes, 'encode APPEND')
}

/** What an APPEND says of the message whose literal is announced; `undefined` where the literal is something else. */
export function appendedMessage(reader: Reader, { size, streamedBefore, ...head }: LiteralMarker): AppendedMessage | undefined {
  reader.reset({ ...head, type: 'frame', streamed: streamedBefore })
  try {
    reader.run(TAG)
    reader.space()
    if (!reader.word('APPEND')) return undefined
    const { data, ...message } = appendArguments(reader)
    return data === undefined && reader.atEnd ? { ...message, size } : undefined
  } catch (error) {
    if (error instanceof ImapError) return undefined
    throw error
  }
}

const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** Up to the `{` of the message, or with the data that is in its place to the end. */
function appendArguments(reader: Reader): Omit<AppendCommand, 'verb' | 'size' | 'message'> {
  reader.space()
  const at = reader.pos
  const wireName = wireMailbox(reader)
  const mailbox = nameOf(reader, wireName, at)
  reader.space()
  let flags: readonly string[] = NONE
  if (reader.peek() === 0x28) {
    flags = storedFlags(reader)
    reader.space()
  }
  let internalDate: string | undefined
  if (reader.peek() === 0x22) {
    internalDate = dateTime(reader)
    reader.space()
  }
  const extensions: AppendExtension[] = []
  let data: AppendExtension | undefined
  while (data === undefined && !reader.atEnd && reader.peek() !== 0x7b && reader.peek() !== 0x7e) {
    const extension = appendExtension(reader)
    if (reader.atEnd) data = extension
    else {
      extensions.push(extension)
      reader.space()
    }
  }
  const binary = data === undefined && reader.skip(0x7e)
  return { mailbox, wireName, flags, internalDate, extensions: extensions.length > 0 ? extensions : NONE, binary, data }
}

/** `tagged-ext = tagged-ext-label SP tagged-ext-val` */
function appendExtension(reader: Reader): AppendExtension {
  const { pos } = reader
  const name = reader.keyword('a literal')
  if (!isExtensionLabel(name)) {
    reader.pos = pos
    reader.refuse('a literal')
  }
  reader.space()
  return { name, bytes: extensionValue(reader) }
}

/** `date-time`, always in quotes. */
function dateTime(reader: Reader): string {
  const { pos } = reader
  const text = reader.string()
  return isDateTimeText(text) ? text : reader.fail('bad-syntax', 'parse: a date-time expected, another string found', pos)
}

/** True for the form of `date-time`. */
function isDateTimeText(text: string): boolean {
  const bytes = encodeText(text, fail)
  return isDateTime(bytes, 0, bytes.length)
}

/** A `literal` holds no NUL (RFC 9051 9, `CHAR8`). */
export function checkMessage(bytes: Uint8Array, binary: boolean, action: string): void {
  if (!binary && bytes.includes(0)) fail('nul', 0, `${action}: NUL in a message; only one with binary: true may hold it`)
}
