/** Commands about messages (RFC 9051 6.4): FETCH and STORE, by number or by unique identifier. */
import { decodeText, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { encodeSection, type Section, section } from '../fetch/section.js'
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { formatSequenceSet, parseSequenceSet, type SequenceSet } from '../mailbox/sequence-set.js'
import { encodeFlags } from '../response/status.js'
import { fieldsOf, listOf } from '../values.js'
import type { Grammar } from './grammar.js'

/** Items without an argument. */
const SIMPLE = [
  'BODYSTRUCTURE',
  'ENVELOPE',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'RFC822.HEADER',
  'RFC822.TEXT',
  'RFC822',
  'UID',
  'BODY',
] as const
/** What stands for several items (RFC 9051 6.4.5). */
const MACROS = ['ALL', 'FAST', 'FULL'] as const

/** What to fetch. */
export type FetchItem =
  | { readonly item: (typeof SIMPLE)[number] }
  /** A piece of the message; `peek` leaves `\Seen` alone. */
  | {
      readonly item: 'BODY[]'
      readonly section: Section
      readonly peek: boolean
      readonly partial: { readonly origin: number; readonly length: number } | undefined
    }

export interface FetchCommand {
  readonly verb: 'fetch'
  /** True for UID FETCH: the set names unique identifiers. */
  readonly uid: boolean
  readonly set: SequenceSet
  /** A macro, or items. */
  readonly items: (typeof MACROS)[number] | readonly FetchItem[]
}

export interface StoreCommand {
  readonly verb: 'store'
  readonly uid: boolean
  readonly set: SequenceSet
  readonly action: 'add' | 'remove' | 'replace'
  /** True where the new flags need not be told. */
  readonly silent: boolean
  readonly flags: readonly string[]
}

const SET: Uint8Array = /* @__PURE__ */ octetClass(
  octet => (octet >= 0x30 && octet <= 0x39) || octet === 0x2a || octet === 0x2c || octet === 0x3a,
)
const ITEM: Uint8Array = /* @__PURE__ */ octetClass(
  octet =>
    (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a) || (octet >= 0x30 && octet <= 0x39) || octet === 0x2e,
)

/** `fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")` */
export const fetch: Grammar<FetchCommand> = {
  takesUid: true,
  decode(cursor, uid) {
    const set = sequenceSet(cursor)
    cursor.space()
    if (cursor.peek() === 0x28) {
      const items = cursor.list(() => fetchAtt(cursor))
      return items.length === 0 ? cursor.refuse('an item') : { verb: 'fetch', uid, set, items }
    }
    const macro = MACROS.find(name => cursor.word(name))
    return { verb: 'fetch', uid, set, items: macro ?? [fetchAtt(cursor)] }
  },
  encode(writer, { uid, set, items }) {
    writer.raw(`${uid ? 'UID ' : ''}FETCH ${formatSequenceSet(set)} `)
    if (typeof items === 'string') {
      writer.raw(MACROS.find(name => name === items) ?? fail('bad-value', 0, 'encode FETCH: not a macro'))
      return
    }
    if (listOf(items, 'encode FETCH').length === 0) fail('bad-value', 0, 'encode FETCH: no items')
    writer.list(items, item => encodeFetchAtt(writer, item))
  },
}

/** `fetch-att`: an item, or `"BODY" [".PEEK"] section [partial]` */
function fetchAtt(cursor: Cursor): FetchItem {
  const start = cursor.pos
  const name = upperAscii(cursor.run(ITEM))
  if (cursor.peek() === 0x5b && (name === 'BODY' || name === 'BODY.PEEK')) {
    const found = section(cursor)
    let partial: { origin: number; length: number } | undefined
    if (cursor.skip(0x3c)) {
      const origin = cursor.number()
      cursor.expect(0x2e)
      const length = cursor.number()
      if (length === 0) cursor.fail('bad-number', 'parse: a part of no octets')
      cursor.expect(0x3e)
      partial = { origin, length }
    }
    return { item: 'BODY[]', section: found, peek: name === 'BODY.PEEK', partial }
  }
  const item = SIMPLE.find(known => known === name)
  if (item === undefined) cursor.pos = start
  return item === undefined ? cursor.refuse('an item') : { item }
}

function encodeFetchAtt(writer: ImapWriter, given: FetchItem): void {
  const item = { ...fieldsOf(given, 'encode FETCH') }
  if (item.item !== 'BODY[]') {
    writer.raw(SIMPLE.find(name => name === item.item) ?? fail('bad-value', 0, 'encode FETCH: not an item'))
    return
  }
  encodeSection(writer.raw(item.peek ? 'BODY.PEEK' : 'BODY'), item.section)
  if (item.partial === undefined) return
  const { origin, length } = fieldsOf(item.partial, 'encode FETCH: partial')
  if (length === 0) fail('bad-value', 0, 'encode FETCH: a part of no bytes')
  writer.raw('<').number(origin, 'origin').raw('.').number(length, 'length').raw('>')
}

/** `store = "STORE" SP sequence-set SP (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))` */
export const store: Grammar<StoreCommand> = {
  takesUid: true,
  decode(cursor, uid) {
    const set = sequenceSet(cursor)
    cursor.space()
    const action = cursor.skip(0x2b) ? 'add' : cursor.skip(0x2d) ? 'remove' : 'replace'
    if (!cursor.word('FLAGS')) cursor.refuse('FLAGS')
    const silent = cursor.word('.SILENT')
    cursor.space()
    // A flag of a command is a token: what a store kept that is none could not be written in any FETCH response.
    if (cursor.peek() === 0x28) return { verb: 'store', uid, set, action, silent, flags: cursor.list(() => flagToStore(cursor)) }
    const flags: string[] = []
    do flags.push(flagToStore(cursor))
    while (cursor.skip(0x20))
    return { verb: 'store', uid, set, action, silent, flags }
  },
  encode(writer, { uid, set, action, silent, flags }) {
    const sign = action === 'add' ? '+' : action === 'remove' ? '-' : ''
    encodeFlags(writer.raw(`${uid ? 'UID ' : ''}STORE ${formatSequenceSet(set)} ${sign}FLAGS${silent ? '.SILENT' : ''} `), flags)
  },
}

/** `flag`, which is never `\*` in a command (RFC 9051 9). */
export function flagToStore(cursor: Cursor): string {
  const flag = cursor.flag()
  return flag === '\\*' ? cursor.refuse('a flag') : flag
}

function sequenceSet(cursor: Cursor): SequenceSet {
  cursor.space()
  const { offset, pos } = cursor
  if (cursor.run(SET) === '') cursor.refuse('a sequence set')
  return parseSequenceSet(decodeText(cursor.bytes, pos, cursor.pos), offset)
}
