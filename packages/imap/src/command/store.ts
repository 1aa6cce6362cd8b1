/** STORE (RFC 9051 6.4.6): changes flags of messages; annotations (RFC 5257 4.4), and labels of Gmail. */
import { latin1, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { entryAtts, type StoredAnnotation, writeAnnotations } from '../fetch/annotation.js'
import { label, labels, writeLabels } from '../fetch/gmail.js'
import { ITEM, isRun } from '../grammar/classes.js'
import { rawValues, writeRaw } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter, Need } from '../grammar/writer.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import type { MessageSet } from '../mailbox/sequence-set.js'
import { bytesOf, shownName, textOf } from '../values.js'
import { storedFlag, storedFlags, writeFlags } from './flag.js'
import { writeName } from './message.js'
import { type OptionRule, Options, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'

/** A modifier of STORE (RFC 4466 2.5): UNCHANGEDSINCE (RFC 7162 3.1.3), or one that has no type here. */
export type StoreModifier = { readonly name: 'UNCHANGEDSINCE'; readonly modseq: bigint } | UnknownOption

interface StoredMessages {
  readonly verb: 'store'
  /** True where the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
  readonly modifiers: readonly StoreModifier[]
}

interface Change {
  readonly action: 'add' | 'remove' | 'replace'
  /** True if the server need not report the new value. */
  readonly silent: boolean
}

/** STORE of flags. */
export interface StoreFlagsCommand extends StoredMessages, Change {
  readonly item: 'FLAGS'
  readonly flags: readonly string[]
}

/** STORE of Gmail's labels. */
export interface StoreLabelsCommand extends StoredMessages, Change {
  readonly item: 'X-GM-LABELS'
  readonly labels: readonly string[]
}

/** STORE of annotations (RFC 5257 4.4). */
export interface StoreAnnotationsCommand extends StoredMessages {
  readonly item: 'ANNOTATION'
  readonly annotations: readonly StoredAnnotation[]
}

/** STORE of what has no type here. */
export interface StoreUnknownCommand extends StoredMessages {
  readonly item: 'unknown'
  /** In upper case, with the sign before it. */
  readonly name: string
  /** What follows the name, unchanged, with the space before it and with its literals. */
  readonly bytes: Uint8Array
}

/** STORE (RFC 9051 6.4.6), by its `item`. */
export type StoreCommand = StoreFlagsCommand | StoreLabelsCommand | StoreAnnotationsCommand | StoreUnknownCommand

/** The same as `encodeCommand` takes it: of flags, unless it says otherwise. */
export type StoreCommandInit =
  | Loose<StoreFlagsCommand, 'item' | 'modifiers'>
  | Loose<StoreLabelsCommand, 'modifiers'>
  | Loose<StoreAnnotationsCommand, 'modifiers'>
  | Loose<StoreUnknownCommand, 'modifiers'>

type Unchanged = Exclude<StoreModifier, UnknownOption>

/** `"UNCHANGEDSINCE" SP mod-sequence-valzer` */
const unchangedSince: OptionRule<Unchanged> = {
  name: 'UNCHANGEDSINCE',
  section: 'RFC 7162 3.1.3',
  announcedBy: ['CONDSTORE'],
  decode(reader) {
    reader.space()
    return { name: 'UNCHANGEDSINCE', modseq: reader.bigint() }
  },
  encode(writer, { modseq }: Unchanged) {
    writer.raw(' ').bigint(modseq, 'UNCHANGEDSINCE')
  },
}

export const modifiersOfStore: Options<Unchanged> = /* @__PURE__ */ (() => new Options([unchangedSince], 'label', false))()

const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `store = "STORE" SP sequence-set [store-modifiers] SP (store-att-flags / att-annotate)` */
export const store: CommandRule<StoreCommand, StoreCommandInit> = {
  name: 'STORE',
  verb: 'store',
  section: 'RFC 9051 6.4.6',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const set = messageSet(reader)
    reader.space()
    let modifiers: readonly StoreModifier[] = NONE
    if (reader.peek() === 0x28) {
      modifiers = modifiersOfStore.read(reader)
      reader.space()
    }
    return { verb: 'store', uid, set, modifiers, ...storeAtt(reader) }
  },
  encode(writer, command) {
    const { uid, set, modifiers = NONE } = command
    writeSet(writeName(writer, uid, 'store'), set)
    modifiersOfStore.writeBehind(writer, modifiers, 'encode STORE')
    writer.raw(' ')
    if (command.item === undefined || command.item === 'FLAGS')
      writeFlags(writeChange(writer, 'FLAGS', command), command.flags, 'encode STORE')
    else if (command.item === 'X-GM-LABELS')
      writeLabels(writeChange(writer.needing(gmailLabels), 'X-GM-LABELS', command), command.labels)
    else if (command.item === 'ANNOTATION')
      writeAnnotations(writer.needing(annotation).raw('ANNOTATION '), command.annotations, 'encode STORE')
    else if (command.item === 'unknown') writeUnknown(writer, command)
    else
      fail(
        'bad-value',
        0,
        `encode STORE: unknown item ${shownName((command as { readonly item: unknown }).item)}; write it with item: 'unknown'`,
      )
  },
}

/** What is stored by extensions. */
const annotation: Need = { name: 'ANNOTATION', announcedBy: ['ANNOTATE-EXPERIMENT-1'] }
const gmailLabels: Need = { name: 'X-GM-LABELS', announcedBy: ['X-GM-EXT-1'] }

type WithoutMessages<Command> = Command extends unknown ? Omit<Command, keyof StoredMessages> : never

/** `store-att-flags = ["+" / "-"] "FLAGS" [".SILENT"] SP (flag-list / (flag *(SP flag)))`, `att-annotate`, and labels like flags */
function storeAtt(reader: Reader): WithoutMessages<StoreCommand> {
  const { pos } = reader
  const sign = reader.skip(0x2b) ? '+' : reader.skip(0x2d) ? '-' : ''
  const action = sign === '+' ? 'add' : sign === '-' ? 'remove' : 'replace'
  const start = reader.pos
  const name = upperAscii(latin1(reader.bytes, reader.skipRun(ITEM), reader.pos))
  const silent = name.endsWith('.SILENT')
  switch (silent ? name.slice(0, -'.SILENT'.length) : name) {
    case 'FLAGS':
      reader.space()
      return { item: 'FLAGS', action, silent, flags: reader.peek() === 0x28 ? storedFlags(reader) : bareList(reader, storedFlag) }
    case 'X-GM-LABELS':
      reader.warn('gmail-extension', start)
      reader.space()
      return { item: 'X-GM-LABELS', action, silent, labels: reader.peek() === 0x28 ? labels(reader) : bareList(reader, label) }
    case 'ANNOTATION':
      if (silent || sign !== '') return reader.fail('bad-syntax', 'parse: ANNOTATION takes neither a sign nor .SILENT', pos)
      reader.space()
      return { item: 'ANNOTATION', annotations: entryAtts(reader) }
    case '':
      return reader.refuse('an item')
    default:
      reader.warn('unknown-item', start)
      return { item: 'unknown', name: sign + name, bytes: rawValues(reader) }
  }
}

const ACTIONS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['add', '+'],
  ['remove', '-'],
  ['replace', ''],
])

function writeChange(writer: ImapWriter, item: string, { action, silent }: Change): ImapWriter {
  const sign = ACTIONS.get(action) ?? fail('bad-value', 0, 'encode STORE: action must be add, remove or replace')
  return writer.raw(`${sign}${item}${silent ? '.SILENT' : ''} `)
}

/** Items with a form of their own. */
const KNOWN = /^[+-]?(?:FLAGS|X-GM-LABELS|ANNOTATION)(?:\.SILENT)?$/

function writeUnknown(writer: ImapWriter, { name, bytes }: Pick<StoreUnknownCommand, 'name' | 'bytes'>): void {
  const upper = upperAscii(textOf(name, 'encode STORE'))
  if (!isRun(upper.replace(/^[+-]/, ''), ITEM)) fail('bad-value', 0, 'encode STORE: invalid item name')
  if (KNOWN.test(upper)) fail('bad-value', 0, `encode STORE: ${upper} has a type of its own; write it with that`)
  if (bytesOf(bytes, 'encode STORE').length > 0 && bytes[0] !== 0x20)
    fail('bad-value', 0, 'encode STORE: bytes must begin with a space')
  writeRaw(writer.raw(upper), bytes, 'encode STORE')
}

/** `flag *(SP flag)`, to the end */
function bareList(reader: Reader, member: (reader: Reader) => string): readonly string[] {
  const found = [member(reader)]
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else found.push(member(reader))
  }
  return found
}
