/** What FETCH asks for (RFC 9051 6.4.5): one item each, from a registry with one line each. */
import { latin1, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { encodeSection, encodeSectionBinary, type Section, section, sectionBinary } from '../fetch/section.js'
import { ITEM, isRun } from '../grammar/classes.js'
import { extensionValue, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { REV1, type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, fieldsOf, listOf, shownName, textOf } from '../values.js'
import { type AskedAnnotations, askedAnnotations, writeAskedAnnotations } from './annotation.js'
import { type PartialRange, partial, writePartial } from './partial.js'

/** What Gmail has beyond the RFCs. */
type GmailItem = 'X-GM-MSGID' | 'X-GM-THRID' | 'X-GM-LABELS'

/** An item without an argument. */
type SimpleItem =
  | 'BODYSTRUCTURE'
  | 'ENVELOPE'
  | 'FLAGS'
  | 'INTERNALDATE'
  | 'RFC822.SIZE'
  | 'RFC822.HEADER'
  | 'RFC822.TEXT'
  | 'RFC822'
  | 'UID'
  | 'MODSEQ'
  | 'EMAILID'
  | 'THREADID'
  | 'SAVEDATE'
  | GmailItem
  | 'BODY'

/** What to fetch. */
export type FetchItem =
  | { readonly item: SimpleItem }
  /** A piece of the message; `peek` leaves `\Seen` alone. */
  | { readonly item: 'BODY[]'; readonly section: Section; readonly peek: boolean; readonly partial: PartialRange | undefined }
  /** A part without its transfer encoding (RFC 3516). */
  | {
      readonly item: 'BINARY[]'
      readonly part: readonly number[]
      readonly peek: boolean
      readonly partial: PartialRange | undefined
    }
  | { readonly item: 'BINARY.SIZE'; readonly part: readonly number[] }
  /** `lazy` for a preview that is there already (RFC 8970 4.1). */
  | { readonly item: 'PREVIEW'; readonly lazy: boolean }
  | ({ readonly item: 'ANNOTATION' } & AskedAnnotations)
  | UnknownFetchItem

/** An item without a type here, unchanged. */
export interface UnknownFetchItem {
  readonly item: 'unknown'
  /** In upper case. */
  readonly name: string
  /** The section in brackets right after the name; `undefined` without one. */
  readonly section: string | undefined
  /** A list after the name; `undefined` without one. */
  readonly bytes: Uint8Array | undefined
}

/** One of them by its name. */
export interface FetchAttRule extends Word {
  /** Where it is defined. */
  readonly section: string
  /** What the name is followed by. */
  readonly form:
    | 'nothing'
    | 'section'
    | 'section-binary'
    | 'size-binary'
    | 'nothing-or-section'
    | 'gmail'
    | 'preview'
    | 'annotation'
}

const simple = (name: SimpleItem, section: string, announcedBy?: readonly string[]): FetchAttRule => ({
  name,
  section,
  announcedBy,
  form: 'nothing',
})
const gmail = (name: GmailItem): FetchAttRule => ({
  name,
  section: 'Gmail IMAP Extensions',
  announcedBy: ['X-GM-EXT-1'],
  form: 'gmail',
})
/** IMAP4rev2 has the FETCH side of BINARY (RFC 9051 E 2). */
const binary = (name: string, form: 'section-binary' | 'size-binary'): FetchAttRule => ({
  name,
  section: 'RFC 9051 6.4.5',
  announcedBy: ['BINARY', 'IMAP4REV2'],
  form,
})
/** Items that IMAP4rev2 dropped (RFC 9051 E 18). */
const old = (name: SimpleItem): FetchAttRule => ({ ...simple(name, 'RFC 3501 6.4.5'), only: REV1 })

/** Every item that is known. */
export const fetchAttRules: readonly FetchAttRule[] = /* @__PURE__ */ (() => [
  simple('UID', 'RFC 9051 6.4.5'),
  simple('FLAGS', 'RFC 9051 6.4.5'),
  simple('INTERNALDATE', 'RFC 9051 6.4.5'),
  simple('ENVELOPE', 'RFC 9051 6.4.5'),
  simple('BODYSTRUCTURE', 'RFC 9051 6.4.5'),
  simple('RFC822.SIZE', 'RFC 9051 6.4.5'),
  simple('MODSEQ', 'RFC 7162 3.1.4.2', ['CONDSTORE']),
  simple('EMAILID', 'RFC 8474 5.1', ['OBJECTID']),
  simple('THREADID', 'RFC 8474 5.2', ['OBJECTID']),
  simple('SAVEDATE', 'RFC 8514 4.2', ['SAVEDATE']),
  { name: 'PREVIEW', section: 'RFC 8970 3', announcedBy: ['PREVIEW'], form: 'preview' },
  { name: 'ANNOTATION', section: 'RFC 5257 4.3', announcedBy: ['ANNOTATE-EXPERIMENT-1'], form: 'annotation' },
  gmail('X-GM-MSGID'),
  gmail('X-GM-THRID'),
  gmail('X-GM-LABELS'),
  { name: 'BODY', section: 'RFC 9051 6.4.5', form: 'nothing-or-section' },
  { name: 'BODY.PEEK', section: 'RFC 9051 6.4.5', form: 'section' },
  binary('BINARY', 'section-binary'),
  binary('BINARY.PEEK', 'section-binary'),
  binary('BINARY.SIZE', 'size-binary'),
  old('RFC822'),
  old('RFC822.HEADER'),
  old('RFC822.TEXT'),
])()

/** The same by name. */
const itemWords: Words<FetchAttRule> = /* @__PURE__ */ new Words(fetchAttRules)

const LBRACKET = 0x5b

/** `fetch-att`; `isListed` where another item may be after it. */
export function fetchAtt(reader: Reader, isListed: boolean): FetchItem {
  const { pos } = reader
  const word = reader.rule(itemWords, ITEM)
  switch (word?.form) {
    case undefined:
      return unknownItem(reader, isListed)
    case 'nothing':
      return { item: word.name as SimpleItem }
    case 'gmail':
      reader.warn('gmail-extension', pos)
      return { item: word.name as GmailItem }
    case 'preview':
      return { item: 'PREVIEW', lazy: isLazy(reader) }
    case 'annotation':
      reader.space()
      return { item: 'ANNOTATION', ...askedAnnotations(reader) }
    case 'nothing-or-section':
      if (reader.peek() !== LBRACKET) return { item: 'BODY' }
      return { item: 'BODY[]', section: section(reader), peek: false, partial: partial(reader) }
    case 'section':
      return { item: 'BODY[]', section: section(reader), peek: true, partial: partial(reader) }
    case 'section-binary': {
      const peek = reader.pos > pos + 'BINARY'.length
      return { item: 'BINARY[]', part: sectionBinary(reader), peek, partial: partial(reader) }
    }
    case 'size-binary':
      return { item: 'BINARY.SIZE', part: sectionBinary(reader) }
  }
}

/** `[SP "(" preview-mod *(SP preview-mod) ")"]`, `preview-mod = "LAZY"`: any other list is not of the item, but modifiers of FETCH. */
function isLazy(reader: Reader): boolean {
  const { pos, depth, warned } = reader
  if (reader.peek() !== 0x20 || reader.peekNext() !== 0x28) return false
  reader.space()
  let isLast = !reader.beginList()
  while (!isLast && reader.word('LAZY') && reader.atBoundary) {
    isLast = !reader.nextMember()
    if (isLast) return true
  }
  reader.restore(pos, depth, warned)
  return false
}

/** An extension's item: a name, brackets right after it, and in a list also a value in parentheses. */
function unknownItem(reader: Reader, isListed: boolean): UnknownFetchItem {
  const { pos } = reader
  const name = upperAscii(latin1(reader.bytes, reader.skipRun(ITEM), reader.pos))
  if (name === '' || isReserved(name)) {
    reader.pos = pos
    reader.refuse('an item')
  }
  reader.warn('unknown-item', pos)
  const start = reader.pos
  if (reader.peek() === LBRACKET) brackets(reader)
  const bracketed = reader.pos === start ? undefined : latin1(reader.bytes, start, reader.pos)
  const hasValue = isListed && reader.peek() === 0x20 && reader.peekNext() === 0x28
  if (hasValue) reader.pos++
  return { item: 'unknown', name, section: bracketed, bytes: hasValue ? extensionValue(reader) : undefined }
}

/** Macros are never in a list (RFC 9051 6.4.5), and a known item is read by its own rule. */
const isReserved = (name: string): boolean => MACROS.includes(name) || itemWords.get(name) !== undefined

/** What stands for several items. */
export const MACROS: readonly string[] = ['ALL', 'FAST', 'FULL']

function brackets(reader: Reader): void {
  const { bytes, end } = reader
  let at = reader.pos
  while (at < end && bytes[at] !== 0x5d && bytes[at]! >= 0x20 && bytes[at]! < 0x7f) at++
  if (at >= end || bytes[at] !== 0x5d) reader.refuse('the end of a section')
  reader.pos = at + 1
}

/** `"(" fetch-att *(SP fetch-att) ")"` */
export function listedItems(reader: Reader): readonly FetchItem[] {
  if (!reader.beginList()) reader.refuse('an item')
  const items: FetchItem[] = []
  do items.push(reader.whole(fetchAtt(reader, true)))
  while (reader.nextMember())
  return items
}

/** The same, of which there is one at least. */
export function writeListedItems(writer: ImapWriter, items: readonly FetchItem[], action: string): void {
  if (listOf(items, action).length === 0) fail('bad-value', 0, `${action}: items is empty`)
  writer.list(items, item => writeFetchAtt(writer, item))
}

/** An item. @throws {@link ImapError} `bad-value` */
export function writeFetchAtt(writer: ImapWriter, given: FetchItem): void {
  const item = { ...fieldsOf(given, 'encode FETCH') }
  const word = (name: string): ImapWriter => writer.needing(itemWords.get(name)!).raw(name)
  switch (item.item) {
    case 'BODY[]':
      encodeSection(word(item.peek ? 'BODY.PEEK' : 'BODY'), item.section)
      writePartial(writer, item.partial)
      break
    case 'BINARY[]':
      encodeSectionBinary(word(item.peek ? 'BINARY.PEEK' : 'BINARY'), item.part)
      writePartial(writer, item.partial)
      break
    case 'BINARY.SIZE':
      encodeSectionBinary(word('BINARY.SIZE'), item.part)
      break
    case 'PREVIEW':
      word('PREVIEW').raw(item.lazy ? ' (LAZY)' : '')
      break
    case 'ANNOTATION':
      writeAskedAnnotations(word('ANNOTATION').raw(' '), item)
      break
    case 'unknown':
      writeUnknown(writer, item)
      break
    default: {
      const form = itemWords.get(textOf(item.item, 'encode FETCH'))?.form
      if (form === undefined || !(form.startsWith('nothing') || form === 'gmail'))
        fail('bad-value', 0, `encode FETCH: unknown item ${shownName(item.item)}; write it with item: 'unknown'`)
      word(item.item)
    }
  }
}

function writeUnknown(writer: ImapWriter, { name, section: bracketed = '', bytes }: UnknownFetchItem): void {
  const upper = upperAscii(textOf(name, 'encode FETCH'))
  if (!isRun(upper, ITEM)) fail('bad-value', 0, 'encode FETCH: name must be an item name')
  if (isReserved(upper)) fail('bad-value', 0, `encode FETCH: ${upper} has a type of its own; write it with that`)
  if (!/^(?:\[[ -\\^-~]*\])?$/.test(textOf(bracketed, 'encode FETCH')))
    fail('bad-value', 0, 'encode FETCH: section must be in brackets')
  writer.raw(upper + bracketed)
  if (bytes === undefined) return
  if (bytesOf(bytes, 'encode FETCH')[0] !== 0x28) fail('bad-value', 0, 'encode FETCH: bytes must be a list in parentheses')
  writeRawValue(writer.raw(' '), bytes, 'encode FETCH')
}
