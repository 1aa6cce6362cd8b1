/** The tree of search keys on the wire (RFC 9051 9, `search-key`): each level counts as one level of nesting, like a list. */
import { SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { rawValues, writeRaw } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { maxDepth } from '../limits.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import { bytesOf, fieldsOf, listOf, shownName, textOf } from '../values.js'
import { searchKeyWords } from './registry.js'
import type { SearchKey, UnknownSearchKey } from './search-key.js'

const LPAREN = 0x28

/** `search-key = sequence-set / "(" search-key *(SP search-key) ")" / "ALL" / ...` */
export function searchKey(reader: Reader): SearchKey {
  const byte = reader.peek()
  if (byte === LPAREN) return andKey(reader)
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2a || byte === 0x24) return { key: 'SET', set: messageSet(reader) }
  const rule = reader.rule(searchKeyWords, ATOM)
  return rule === undefined ? unknownKey(reader) : rule.decode(reader, nestedKey)
}

function nestedKey(reader: Reader): SearchKey {
  reader.enter()
  const key = searchKey(reader)
  reader.depth--
  return key
}

function andKey(reader: Reader): SearchKey {
  if (!reader.beginList()) reader.refuse('a search key')
  const of: SearchKey[] = []
  do of.push(reader.whole(searchKey(reader)))
  while (reader.nextMember())
  return { key: 'AND', of }
}

/** An unknown key, with everything that may be its arguments. */
function unknownKey(reader: Reader): UnknownSearchKey {
  const { pos } = reader
  const name = reader.keyword('a search key')
  if (RESERVED.includes(name)) reader.refuse('what belongs to it')
  reader.warn('unknown-key', pos)
  return { key: 'unknown', name, bytes: rawValues(reader) }
}

/** Writes a key with its nested keys. @throws {@link ImapError} `bad-value`, `too-deep` */
export function writeSearchKey(writer: ImapWriter, given: SearchKey, depth = 0): void {
  if (depth > maxDepth) fail('too-deep', 0, `encode SEARCH: more than ${maxDepth} levels of nesting`)
  const key = { ...fieldsOf(given, 'encode SEARCH') }
  const nested = (one: SearchKey): void => writeSearchKey(writer, one, depth + 1)
  if (key.key === 'SET') writeSet(writer, key.set)
  else if (key.key === 'AND') {
    if (listOf(key.of, 'encode SEARCH').length === 0) fail('bad-value', 0, 'encode SEARCH: a group of keys is empty')
    writer.list(key.of, nested)
  } else if (key.key === 'unknown') writeUnknown(writer, key)
  else {
    const rule = searchKeyWords.get(textOf(key.key, 'encode SEARCH'))
    if (rule === undefined) fail('bad-value', 0, `encode SEARCH: unknown key ${shownName(key.key)}; write it with key: 'unknown'`)
    rule.encode(writer.needing(rule).raw(rule.name), key as never, nested)
  }
}

function writeUnknown(writer: ImapWriter, { name, bytes }: UnknownSearchKey): void {
  const upper = upperAscii(textOf(name, 'encode SEARCH'))
  if (!isRun(upper, ATOM) || /^[\d$]/.test(upper)) fail('bad-value', 0, 'encode SEARCH: invalid key name')
  if (searchKeyWords.get(upper) !== undefined || RESERVED.includes(upper))
    fail('bad-value', 0, `encode SEARCH: ${upper} has a type of its own; write it with that`)
  if (bytesOf(bytes, 'encode SEARCH').length > 0 && bytes[0] !== SP)
    fail('bad-value', 0, 'encode SEARCH: bytes must begin with a space')
  writeRaw(writer.raw(upper), bytes, 'encode SEARCH')
}

/** The words that may come before the keys. */
const RESERVED: readonly string[] = ['RETURN', 'CHARSET', 'IN']
