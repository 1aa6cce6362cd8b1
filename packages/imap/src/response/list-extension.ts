/** Extended data of LIST (RFC 9051 6.3.9.6, 6.3.9.7, 7.3.1, RFC 5258 6): CHILDINFO, OLDNAME, and what later documents have. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING, ATOM, classes, isRun } from '../grammar/classes.js'
import { extensionValue, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, listOf, textOf } from '../values.js'

/** One of them by its `name`. */
export type ListExtension =
  /** Which selection options mailboxes below this one match, though it does not itself: `SUBSCRIBED`. */
  | { readonly name: 'CHILDINFO'; readonly options: readonly string[] }
  /** What the mailbox was called before, or what the client called it. */
  | { readonly name: 'OLDNAME'; readonly mailbox: string; readonly wireName: string }
  /** `tag` is in upper case; `bytes` are unchanged, literals included (RFC 9051 9, `tagged-ext-val`). */
  | { readonly name: 'unknown'; readonly tag: string; readonly bytes: Uint8Array }

/** `mbox-list-extended-item = mbox-list-extended-item-tag SP tagged-ext-val`; the tag is an atom, which may be in quotes. */
export function listExtension(reader: Reader): ListExtension {
  const { pos } = reader
  const tag = upperAscii(reader.astring())
  if (!isRun(tag, ATOM)) reader.fail('bad-syntax', 'parse: the tag of extended data must be an atom', pos)
  reader.space()
  if (tag === 'CHILDINFO') return childInfo(reader)
  return tag === 'OLDNAME' ? oldName(reader) : { name: 'unknown', tag, bytes: extensionValue(reader) }
}

/** `"CHILDINFO" SP "(" list-select-base-opt-quoted *(SP list-select-base-opt-quoted) ")"` */
function childInfo(reader: Reader): ListExtension {
  if (!reader.beginList()) reader.refuse('a selection option')
  const options: string[] = []
  do {
    const { pos } = reader
    if (reader.peek() !== 0x22) reader.refuse('a selection option in quotes')
    const option = reader.string()
    if (!isSelectionOption(option)) reader.fail('bad-syntax', 'parse: a selection option expected, other text found', pos)
    options.push(option)
  } while (reader.nextMember())
  return { name: 'CHILDINFO', options }
}

/** `"OLDNAME" SP "(" mailbox ")"` */
function oldName(reader: Reader): ListExtension {
  if (!reader.beginList()) reader.refuse('a mailbox')
  const { pos } = reader
  const wireName = reader.astring()
  const mailbox = nameOf(reader, wireName, pos)
  return reader.nextMember() ? reader.refuse("')'") : { name: 'OLDNAME', mailbox, wireName }
}

/** Options that are no `list-select-base-opt`: they do not select by themselves (RFC 5258 6). */
const NOT_BASE: readonly string[] = ['REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE']

/** `list-select-base-opt = "SUBSCRIBED" / option-extension`: an atom, and a list of atoms in lists. */
function isSelectionOption(option: string): boolean {
  const space = option.indexOf(' ')
  const name = space < 0 ? option : option.slice(0, space)
  if (!isRun(name, ATOM) || NOT_BASE.includes(upperAscii(name))) return false
  return space < 0 || (upperAscii(name) !== 'SUBSCRIBED' && isOptionValue(option.slice(space + 1)))
}

/** `option-value = "(" option-val-comp ")"`: names in parentheses, with one space between two members. */
function isOptionValue(text: string): boolean {
  let depth = 0
  let before = ' '
  for (const char of text) {
    const isAtom = char.charCodeAt(0) < 0x80 && (classes[char.charCodeAt(0)]! & ASTRING) !== 0
    if (char === '(') {
      if (before !== '(' && before !== ' ') return false
      depth++
    } else if (char === ')' ? before === '(' || before === ' ' || --depth < 0 : !isAtom && char !== ' ') return false
    else if (char === ' ' && (before === '(' || before === ' ')) return false
    else if (isAtom && before === ')') return false
    if (depth === 0 && char !== ')') return false
    before = char
  }
  return depth === 0 && before === ')'
}

export function writeListExtension(writer: ImapWriter, given: ListExtension): void {
  const one = { ...fieldsOf(given, 'encode LIST') }
  switch (one.name) {
    case 'CHILDINFO':
      writer.raw('CHILDINFO ').list(listOf(one.options, 'encode LIST'), option => {
        if (!isSelectionOption(textOf(option, 'encode LIST'))) fail('bad-value', 0, 'encode LIST: invalid selection option')
        writer.string(option)
      })
      if (one.options.length === 0) fail('bad-value', 0, 'encode LIST: CHILDINFO needs options')
      break
    case 'OLDNAME':
      writeMailbox(writer.raw('OLDNAME ('), one).raw(')')
      break
    case 'unknown': {
      const tag = upperAscii(textOf(one.tag, 'encode LIST'))
      if (tag === 'CHILDINFO' || tag === 'OLDNAME')
        fail('bad-value', 0, `encode LIST: ${tag} has a type of its own; write it with that`)
      writer.atom(tag, 'tag of extended data').raw(' ')
      writeRawValue(writer, one.bytes, 'encode LIST')
      break
    }
    default:
      fail('bad-value', 0, 'encode LIST: unknown extended data')
  }
}
