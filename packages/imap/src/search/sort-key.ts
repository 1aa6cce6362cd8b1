/** Sort keys (RFC 5256 3, RFC 5957 4, RFC 6203 5, RFC 5257 4.7). */
import { lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { entryName, writeEntry } from '../fetch/annotation.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { rawValues, writeRaw } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, fieldsOf, listOf, shownName, textOf } from '../values.js'

/** Keys without arguments: RELEVANCY is defined in RFC 6203, DISPLAYFROM and DISPLAYTO in RFC 5957. */
export type PlainSortKeyName = (typeof PLAIN)[number]

/** The value by which messages are compared; `key` narrows it. */
export type SortKey =
  | { readonly key: PlainSortKeyName }
  /** The value of an annotation (RFC 5257 4.7). */
  | { readonly key: 'ANNOTATION'; readonly entry: string; readonly attribute: 'value.priv' | 'value.shared' }
  | UnknownSortKey

/** A key without a type here. As its arguments are unknown, it includes everything after it in the list. */
export interface UnknownSortKey {
  readonly key: 'unknown'
  /** In upper case. */
  readonly name: string
  /** The raw bytes after the name, including the space before them and their literals. */
  readonly bytes: Uint8Array
}

/** A sort key; `reverse` sorts the largest first. */
export type SortCriterion = SortKey & { readonly reverse: boolean }

const PLAIN = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO', 'RELEVANCY'] as const

/** A key: where it is defined, and what announces it. */
interface SortKeyRule extends Pick<Word, 'name' | 'announcedBy'> {
  readonly section: string
}

/** Of the keys that extensions define. */
const extensions: Readonly<Partial<Record<PlainSortKeyName, Omit<SortKeyRule, 'name'>>>> = {
  DISPLAYFROM: { section: 'RFC 5957 4', announcedBy: ['SORT=DISPLAY'] },
  DISPLAYTO: { section: 'RFC 5957 4', announcedBy: ['SORT=DISPLAY'] },
  RELEVANCY: { section: 'RFC 6203 5', announcedBy: ['SEARCH=FUZZY'] },
}

const annotationRule: SortKeyRule = { name: 'ANNOTATION', section: 'RFC 5257 4.7', announcedBy: ['ANNOTATE-EXPERIMENT-1'] }

/** Every known key. */
export const sortKeyRules: readonly SortKeyRule[] = /* @__PURE__ */ (() => [
  ...PLAIN.map(name => ({ name, section: 'RFC 5256 3', ...extensions[name] })),
  annotationRule,
])()

/** The attributes of an annotation that can be sorted by. */
const ATTRIBUTES = ['value.priv', 'value.shared'] as const

/** `sort-criteria = "(" sort-criterion *(SP sort-criterion) ")"` */
export function sortCriteria(reader: Reader): readonly SortCriterion[] {
  if (!reader.beginList()) reader.refuse('a sort key')
  const criteria: SortCriterion[] = []
  do criteria.push(reader.whole(sortCriterion(reader)))
  while (reader.nextMember())
  return criteria
}

/** `sort-criterion = ["REVERSE" SP] sort-key` */
function sortCriterion(reader: Reader): SortCriterion {
  let { pos } = reader
  let name = reader.keyword('a sort key')
  const reverse = name === 'REVERSE'
  if (reverse) {
    reader.space()
    pos = reader.pos
    name = reader.keyword('a sort key')
    if (name === 'REVERSE') reader.fail('bad-syntax', 'parse: REVERSE appears twice', pos)
  }
  const plain = PLAIN.find(key => key === name)
  if (plain !== undefined) return { key: plain, reverse }
  if (name === 'ANNOTATION') return { ...annotation(reader), reverse }
  reader.warn('unknown-key', pos)
  return { key: 'unknown', name, bytes: rawValues(reader), reverse }
}

/** `"ANNOTATION" SP entry SP att-sort` */
function annotation(reader: Reader): Extract<SortKey, { readonly key: 'ANNOTATION' }> {
  reader.space()
  const entry = entryName(reader)
  reader.space()
  const { pos } = reader
  const name = lowerAscii(reader.atom('an attribute'))
  const attribute = ATTRIBUTES.find(one => one === name)
  return attribute === undefined
    ? reader.fail('bad-syntax', 'parse: value.priv or value.shared expected, another word found', pos)
    : { key: 'ANNOTATION', entry, attribute }
}

/** Writes at least one criterion. @throws {@link ImapError} `bad-value` */
export function writeSortCriteria(writer: ImapWriter, criteria: readonly SortCriterion[]): void {
  if (listOf(criteria, 'encode SORT').length === 0) fail('bad-value', 0, 'encode SORT: criteria is empty')
  writer.list(criteria, given => {
    const criterion = { ...fieldsOf(given, 'encode SORT') }
    if (criterion.reverse) writer.raw('REVERSE ')
    if (criterion.key === 'unknown') writeUnknown(writer, criterion)
    else if (criterion.key === 'ANNOTATION') writeAnnotation(writer, criterion)
    else {
      const name =
        PLAIN.find(key => key === criterion.key) ??
        fail('bad-value', 0, `encode SORT: unknown key ${shownName(criterion.key)}; write it with key: 'unknown'`)
      writer.needing({ name, ...extensions[name] }).raw(name)
    }
  })
}

function writeAnnotation(writer: ImapWriter, { entry, attribute }: Extract<SortKey, { readonly key: 'ANNOTATION' }>): void {
  if (!ATTRIBUTES.includes(attribute)) fail('bad-value', 0, 'encode SORT: attribute must be value.priv or value.shared')
  writeEntry(writer.needing(annotationRule).raw('ANNOTATION '), entry).raw(` ${attribute}`)
}

/** Names that have a type here. */
const KNOWN: readonly string[] = /* @__PURE__ */ [...PLAIN, 'ANNOTATION', 'REVERSE']

function writeUnknown(writer: ImapWriter, { name, bytes }: UnknownSortKey): void {
  const upper = upperAscii(textOf(name, 'encode SORT'))
  if (!isRun(upper, ATOM)) fail('bad-value', 0, 'encode SORT: invalid key name')
  if (KNOWN.includes(upper)) fail('bad-value', 0, `encode SORT: ${upper} has a type of its own; write it with that`)
  if (bytesOf(bytes, 'encode SORT').length > 0 && bytes[0] !== 0x20)
    fail('bad-value', 0, 'encode SORT: bytes must begin with a space')
  writeRaw(writer.raw(upper), bytes, 'encode SORT')
}
