/** LIST with its options (RFC 9051 6.3.9, RFC 5258) and LSUB (RFC 3501 6.3.9). */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { REV1 } from '../grammar/words.js'
import type { ImapWriter, Need } from '../grammar/writer.js'
import { listMailbox, namedMailbox, nameOf, wireMailbox, wireNameOf, writeMailbox } from '../mailbox/read-name.js'
import { listOf, textOf } from '../values.js'
import { type OptionRule, Options, plainOption, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'
import { statusAtts, writeStatusAtts } from './status-att.js'

/** Which mailboxes are listed (RFC 9051 6.3.9.1, RFC 6154 3). */
export type ListSelectionOption = { readonly name: 'SUBSCRIBED' | 'REMOTE' | 'RECURSIVEMATCH' | 'SPECIAL-USE' } | UnknownOption

/** The data to return for each mailbox (RFC 9051 6.3.9.2, RFC 6154 3, RFC 8440 3, RFC 9590). */
export type ListReturnOption =
  | { readonly name: 'SUBSCRIBED' | 'CHILDREN' | 'SPECIAL-USE' | 'MYRIGHTS' }
  /** Entries, such as `/shared/comment` (RFC 9590). */
  | { readonly name: 'METADATA'; readonly entries: readonly string[] }
  | { readonly name: 'STATUS'; readonly items: readonly string[] }
  | UnknownOption

/** LIST (RFC 9051 6.3.9): mailboxes whose names match a pattern. */
export interface ListCommand {
  readonly verb: 'list'
  /** `undefined` where there is no list of them, not even an empty one. */
  readonly selectionOptions: readonly ListSelectionOption[] | undefined
  readonly reference: string
  readonly wireReference: string
  /** Decoded like names of mailboxes: `%` stands for anything on one level, `*` for anything. */
  readonly patterns: readonly string[]
  /** The same as they are on the wire. */
  readonly wirePatterns: readonly string[]
  /** `undefined` where there is no RETURN. */
  readonly returnOptions: readonly ListReturnOption[] | undefined
}

/** LSUB (RFC 3501 6.3.9): names that were subscribed to. */
export interface LsubCommand {
  readonly verb: 'lsub'
  readonly reference: string
  readonly wireReference: string
  readonly pattern: string
  readonly wirePattern: string
}

/** The same as `encodeCommand` takes it. */
export type ListCommandInit = Loose<ListCommand, 'selectionOptions' | 'wireReference' | 'wirePatterns' | 'returnOptions'>
/** The same as `encodeCommand` takes it. */
export type LsubCommandInit = Loose<LsubCommand, 'wireReference' | 'wirePattern'>

type KnownSelection = Exclude<ListSelectionOption, UnknownOption>
type KnownReturn = Exclude<ListReturnOption, UnknownOption>

const EXTENDED: readonly string[] = ['LIST-EXTENDED']
const SPECIAL_USE: readonly string[] = ['SPECIAL-USE']
const extended = (name: string): Need => ({ name, announcedBy: EXTENDED })

/** `list-select-opt`: one line each. */
export const listSelections: Options<KnownSelection> = /* @__PURE__ */ (() =>
  new Options<KnownSelection>(
    [
      plainOption('SUBSCRIBED', 'RFC 9051 6.3.9.1', EXTENDED),
      plainOption('REMOTE', 'RFC 9051 6.3.9.1', EXTENDED),
      plainOption('RECURSIVEMATCH', 'RFC 9051 6.3.9.1', EXTENDED),
      plainOption('SPECIAL-USE', 'RFC 6154 3', SPECIAL_USE),
    ],
    'atom',
    true,
  ))()

/** `"STATUS" SP "(" status-att *(SP status-att) ")"` */
const statusOption: OptionRule<KnownReturn> = {
  name: 'STATUS',
  section: 'RFC 9051 6.3.9.2',
  announcedBy: ['LIST-STATUS'],
  decode(reader) {
    reader.space()
    return { name: 'STATUS', items: statusAtts(reader) }
  },
  encode(writer, { items }: Extract<KnownReturn, { readonly name: 'STATUS' }>) {
    writeStatusAtts(writer.raw(' '), items)
  },
}

/** `"METADATA" SP "(" entry *(SP entry) ")"` (text not available) */
const metadataOption: OptionRule<KnownReturn> = {
  name: 'METADATA',
  section: 'RFC 9590',
  announcedBy: ['LIST-METADATA'],
  decode(reader) {
    reader.space()
    if (!reader.beginList()) reader.refuse('an entry')
    const entries: string[] = []
    do entries.push(reader.whole(reader.astring()))
    while (reader.nextMember())
    return { name: 'METADATA', entries }
  },
  encode(writer, { entries }: Extract<KnownReturn, { readonly name: 'METADATA' }>) {
    if (listOf(entries, 'encode METADATA').length === 0) fail('bad-value', 0, 'encode METADATA: entries is empty')
    writer.raw(' ').list(entries, entry => writer.astring(entry, 'encode METADATA: entry'))
  },
}

/** `return-option`: one line each. */
export const listReturns: Options<KnownReturn> = /* @__PURE__ */ (() =>
  new Options<KnownReturn>(
    [
      plainOption('SUBSCRIBED', 'RFC 9051 6.3.9.2', EXTENDED),
      plainOption('CHILDREN', 'RFC 9051 6.3.9.2', EXTENDED),
      plainOption('SPECIAL-USE', 'RFC 6154 3', SPECIAL_USE),
      statusOption,
      plainOption('MYRIGHTS', 'RFC 8440 3', ['LIST-MYRIGHTS']),
      metadataOption,
    ],
    'atom',
    true,
  ))()

/** `list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]` */
export const list: CommandRule<ListCommand, ListCommandInit> = {
  name: 'LIST',
  verb: 'list',
  section: 'RFC 9051 6.3.9',
  decode(reader) {
    reader.space()
    const selectionOptions = reader.peek() === LPAREN ? selectionOptionsHere(reader) : undefined
    const at = reader.pos
    const wireReference = wireMailbox(reader)
    const reference = nameOf(reader, wireReference, at)
    reader.space()
    const patterns: string[] = []
    const wirePatterns = mailboxOrPatterns(reader, patterns)
    const returnOptions = returnOptionsBehind(reader)
    return { verb: 'list', selectionOptions, reference, wireReference, patterns, wirePatterns, returnOptions }
  },
  encode(writer, { selectionOptions, reference, wireReference, patterns, wirePatterns, returnOptions }) {
    writer.raw('LIST ')
    if (selectionOptions !== undefined) {
      listSelections.write(writer.needing(extended('options before the name')), selectionOptions, 'encode LIST')
      if (lacksBase(selectionOptions))
        fail('bad-value', 0, 'encode LIST: RECURSIVEMATCH needs an option that it modifies, such as SUBSCRIBED')
      writer.raw(' ')
    }
    writeMailbox(writer, { mailbox: reference, wireName: wireReference }).raw(' ')
    writePatterns(writer, listOf(patterns, 'encode LIST'), wirePatterns)
    if (returnOptions !== undefined)
      listReturns.write(writer.needing(extended('RETURN')).raw(' RETURN '), returnOptions, 'encode LIST')
  },
}

/** `lsub = "LSUB" SP mailbox SP list-mailbox` */
export const lsub: CommandRule<LsubCommand, LsubCommandInit> = {
  name: 'LSUB',
  verb: 'lsub',
  section: 'RFC 3501 6.3.9',
  only: REV1,
  decode: reader => ({ verb: 'lsub', ...patternCommand(reader) }),
  encode: (writer, command) => writePatternCommand(writer.raw('LSUB '), command),
}

/** `SP mailbox SP list-mailbox` */
export function patternCommand(reader: Reader): Omit<LsubCommand, 'verb'> {
  reader.space()
  const { mailbox: reference, wireName: wireReference } = namedMailbox(reader)
  reader.space()
  const { pos } = reader
  const wirePattern = listMailbox(reader)
  return { reference, wireReference, pattern: nameOf(reader, wirePattern, pos), wirePattern }
}

export function writePatternCommand(writer: ImapWriter, command: Omit<LsubCommandInit, 'verb'>): void {
  const { reference, wireReference, pattern, wirePattern } = command
  writeMailbox(writer, { mailbox: reference, wireName: wireReference }).raw(' ')
  writePattern(writer, pattern, wirePattern)
}

const LPAREN = 0x28

/** `list-select-opts`, and the space after it */
function selectionOptionsHere(reader: Reader): readonly ListSelectionOption[] {
  const { pos } = reader
  const options = listSelections.read(reader)
  if (lacksBase(options)) reader.fail('bad-syntax', 'parse: RECURSIVEMATCH without an option that it modifies', pos)
  reader.space()
  return options
}

/** RECURSIVEMATCH goes with another option than REMOTE and SPECIAL-USE (RFC 5258 6, `list-select-opts`). */
const lacksBase = (options: readonly ListSelectionOption[]): boolean =>
  options.some(({ name }) => name === 'RECURSIVEMATCH') &&
  !options.some(({ name }) => name === 'SUBSCRIBED' || name === 'unknown')

/** `mbox-or-pat = list-mailbox / "(" list-mailbox *(SP list-mailbox) ")"`: their wire forms, and their names in `patterns` */
function mailboxOrPatterns(reader: Reader, patterns: string[]): readonly string[] {
  const wirePatterns: string[] = []
  const one = (): void => {
    const { pos } = reader
    const wirePattern = listMailbox(reader)
    wirePatterns.push(wirePattern)
    patterns.push(nameOf(reader, wirePattern, pos))
  }
  if (reader.peek() !== LPAREN) one()
  else {
    if (!reader.beginList()) reader.refuse('a pattern')
    do one()
    while (reader.nextMember())
  }
  return wirePatterns
}

/** `[SP "RETURN" SP "(" [return-option *(SP return-option)] ")"]` */
function returnOptionsBehind(reader: Reader): readonly ListReturnOption[] | undefined {
  if (reader.atEnd) return undefined
  reader.space()
  if (reader.atEnd) {
    reader.warn('extra-space')
    return undefined
  }
  if (!reader.word('RETURN')) reader.refuse('RETURN')
  reader.space()
  return listReturns.read(reader)
}

function writePatterns(writer: ImapWriter, patterns: readonly string[], wirePatterns: readonly string[] | undefined): void {
  if (patterns.length === 0) fail('bad-value', 0, 'encode LIST: patterns is empty')
  if (wirePatterns !== undefined && listOf(wirePatterns, 'encode LIST').length !== patterns.length)
    fail('bad-value', 0, 'encode LIST: wirePatterns and patterns differ in length')
  let at = 0
  if (patterns.length === 1) writePattern(writer, patterns[0]!, wirePatterns?.[0])
  else writer.needing(extended('several patterns')).list(patterns, pattern => writePattern(writer, pattern, wirePatterns?.[at++]))
}

function writePattern(writer: ImapWriter, pattern: string, wirePattern: string | undefined): void {
  writer.listMailbox(wireNameOf(writer, textOf(pattern, 'encode pattern'), wirePattern))
}
