/** A message of APPEND or REPLACE (RFC 4466 3, `append-message`): its options and its content. */
import { encodeText, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { entryAtts, type StoredAnnotation, writeAnnotations } from '../fetch/annotation.js'
import { isDateTime } from '../grammar/date-time.js'
import { extensionValue, isExtensionLabel, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type AppendContent, isContentName, messageContent, namedContent, writeContent } from './append-content.js'
import { storedFlags, writeFlags } from './flag.js'
import type { Loose } from './rule.js'

/** An option of a message that an extension defines (RFC 4466 2.7). */
export interface AppendExtension {
  /** In upper case. */
  readonly name: string
  /** Unchanged, literals included. */
  readonly bytes: Uint8Array
}

/** The options of a message, which come before its content. */
export interface MessageOptions {
  readonly flags: readonly string[]
  /** As FETCH gives it: `17-Jul-1996 02:44:25 -0700`, the day in two characters; `undefined` for now. */
  readonly internalDate: string | undefined
  /** RFC 5257 4.5. */
  readonly annotations: readonly StoredAnnotation[]
  readonly extensions: readonly AppendExtension[]
}

/** One message of a command. */
export interface AppendMessage extends MessageOptions {
  readonly content: AppendContent
}

/** A message as `encodeCommand` takes it. */
export type AppendMessageInit = Loose<AppendMessage, keyof MessageOptions>
/** `append-message = append-opts SP append-data` */
export function appendMessage(reader: Reader): AppendMessage {
  const { content, ...options } = messageOptions(reader)
  return { ...options, content: content ?? messageContent(reader) }
}

const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])
const LPAREN = 0x28
const DQUOTE = 0x22

/** What is before the literal of a message, whose marker may not be there yet; or a whole message whose content begins with its name. */
interface Head extends MessageOptions {
  readonly content: AppendContent | undefined
}

/** `append-opts = [SP flag-list] [SP date-time] *(SP append-ext)`, and the content where it begins with a name. */
export function messageOptions(reader: Reader): Head {
  reader.space()
  let flags: readonly string[] = NONE
  if (reader.peek() === LPAREN) {
    flags = storedFlags(reader)
    reader.space()
  }
  let internalDate: string | undefined
  if (reader.peek() === DQUOTE) {
    internalDate = dateTime(reader)
    reader.space()
  }
  const extensions: AppendExtension[] = []
  let annotations: readonly StoredAnnotation[] = NONE
  const head = (content: AppendContent | undefined): Head => ({
    flags,
    internalDate,
    annotations,
    extensions: extensions.length > 0 ? extensions : NONE,
    content,
  })
  while (!reader.atEnd && reader.peek() !== 0x7b && reader.peek() !== 0x7e) {
    const name = extensionName(reader)
    if (isContentName(name)) return head(namedContent(reader, name))
    reader.space()
    if (name === 'ANNOTATION') {
      annotations = annotations.length === 0 ? entryAtts(reader) : [...annotations, ...entryAtts(reader)]
    } else {
      const bytes = extensionValue(reader)
      if (reader.atEnd || beginsMessage(reader.peekNext())) return head({ type: 'unknown', name, bytes })
      extensions.push({ name, bytes })
    }
    reader.space()
  }
  return head(undefined)
}

/** Flags and a date are the first things of a message: what is before them is the content of another one. */
const beginsMessage = (byte: number): boolean => byte === LPAREN || byte === DQUOTE

/** `tagged-ext-label` */
function extensionName(reader: Reader): string {
  const { pos } = reader
  const name = reader.keyword('a literal')
  if (isExtensionLabel(name)) return name
  reader.pos = pos
  return reader.refuse('a literal')
}

/** Where in a command a message is: the last one may come in pieces; what is not known may be before it. */
interface MessagePlace {
  readonly isLast: boolean
  readonly isBehindUnknown: boolean
}

/** `SP append-message` */
export function writeMessage(
  writer: ImapWriter,
  given: AppendMessageInit,
  { isLast, isBehindUnknown }: MessagePlace,
): AppendContent {
  const { flags = NONE, internalDate, annotations = NONE, extensions = NONE, content } = fieldsOf(given, 'encode APPEND: message')
  // Without flags and a date, what is before it would be taken for an extension of this message.
  const needsList = isBehindUnknown && internalDate === undefined
  if (needsList || listOf(flags, 'encode APPEND: flags').length > 0) writeFlags(writer.raw(' '), flags, 'encode APPEND')
  if (internalDate !== undefined) {
    if (!isDateTimeText(textOf(internalDate, 'encode APPEND: internalDate')))
      fail('bad-value', 0, 'encode APPEND: internalDate must be a date-time; use formatDateTime')
    writer.raw(` "${internalDate}"`)
  }
  if (listOf(annotations, 'encode APPEND: annotations').length > 0)
    writeAnnotations(writer.raw(' ANNOTATION '), annotations, 'encode APPEND')
  for (const extension of listOf(extensions, 'encode APPEND: extensions')) writeExtension(writer, extension)
  writeContent(writer.raw(' '), content, isLast)
  return content
}

function writeExtension(writer: ImapWriter, given: AppendExtension): void {
  const { name, bytes } = fieldsOf(given, 'encode APPEND')
  const upper = upperAscii(textOf(name, 'encode APPEND'))
  if (!isExtensionLabel(upper)) fail('bad-value', 0, 'encode APPEND: invalid extension name')
  if (isContentName(upper) || upper === 'ANNOTATION')
    fail('bad-value', 0, `encode APPEND: ${upper} has a type of its own; write it with that`)
  writeRawValue(writer.raw(` ${upper} `), bytes, 'encode APPEND')
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
