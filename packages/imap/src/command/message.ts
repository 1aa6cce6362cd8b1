/** Commands about messages (RFC 9051 6.4): EXPUNGE, COPY, MOVE and STORE, by number or by unique identifier. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, wireMailbox, writeMailbox } from '../mailbox/read-name.js'
import { messageSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type MessageSet } from '../mailbox/sequence-set.js'
import { storedFlag, storedFlags, writeFlags } from './flag.js'
import { type OptionRule, Options, type UnknownOption } from './option.js'
import { type CommandRule, commandRule, type Loose } from './rule.js'

/** EXPUNGE and UID EXPUNGE (RFC 9051 6.4.3, 6.4.9). */
export interface ExpungeCommand {
  readonly verb: 'expunge'
  /** UID EXPUNGE (RFC 4315 2.1): of these messages alone; `undefined` for all that are marked as deleted. */
  readonly uids: MessageSet | undefined
}

/** COPY and MOVE (RFC 9051 6.4.7, 6.4.8). */
export interface CopyCommand {
  readonly verb: 'copy' | 'move'
  /** True where the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
  readonly mailbox: string
  readonly wireName: string
}

/** A modifier of STORE (RFC 4466 2.5): UNCHANGEDSINCE (RFC 7162 3.1.3), or one that has no type here. */
export type StoreModifier = { readonly name: 'UNCHANGEDSINCE'; readonly modseq: bigint } | UnknownOption

/** STORE (RFC 9051 6.4.6): changes flags. */
export interface StoreCommand {
  readonly verb: 'store'
  readonly uid: boolean
  readonly set: MessageSet
  readonly modifiers: readonly StoreModifier[]
  readonly action: 'add' | 'remove' | 'replace'
  /** True where the new flags need not be told. */
  readonly silent: boolean
  readonly flags: readonly string[]
}

/** The same as `encodeCommand` takes it. */
export type ExpungeCommandInit = Loose<ExpungeCommand, 'uids'>
/** The same as `encodeCommand` takes it. */
export type CopyCommandInit = Loose<CopyCommand, 'wireName'>
/** The same as `encodeCommand` takes it. */
export type StoreCommandInit = Loose<StoreCommand, 'modifiers'>

/** `"EXPUNGE"`, and `"UID" SP "EXPUNGE" SP sequence-set` */
export const expunge: CommandRule = /* @__PURE__ */ commandRule<'expunge'>({
  name: 'EXPUNGE',
  verb: 'expunge',
  section: 'RFC 9051 6.4.3',
  takesUid: true,
  decode(reader, uid) {
    if (!uid) return { verb: 'expunge', uids: undefined }
    reader.space()
    return { verb: 'expunge', uids: messageSet(reader) }
  },
  encode(writer, { uids }) {
    if (uids === undefined) writer.raw('EXPUNGE')
    else writer.raw(`UID EXPUNGE ${formatSequenceSet(uids)}`)
  },
})

/** `copy = "COPY" SP sequence-set SP mailbox`, and MOVE */
const copying = (verb: CopyCommand['verb'], section: string): CommandRule =>
  commandRule<CopyCommand['verb']>({
    name: upperAscii(verb),
    verb,
    section,
    takesUid: true,
    decode(reader, uid) {
      reader.space()
      const set = messageSet(reader)
      reader.space()
      const at = reader.pos
      const wireName = wireMailbox(reader)
      return { verb, uid, set, mailbox: nameOf(reader, wireName, at), wireName }
    },
    encode(writer, command) {
      writeName(writer, command.uid, verb).raw(`${formatSequenceSet(command.set)} `)
      writeMailbox(writer, command)
    },
  })

export const copy: CommandRule = /* @__PURE__ */ copying('copy', 'RFC 9051 6.4.7')
export const move: CommandRule = /* @__PURE__ */ copying('move', 'RFC 9051 6.4.8')

type Unchanged = Exclude<StoreModifier, UnknownOption>

/** `"UNCHANGEDSINCE" SP mod-sequence-valzer` */
const unchangedSince: OptionRule<Unchanged> = {
  name: 'UNCHANGEDSINCE',
  section: 'RFC 7162 3.1.3',
  decode(reader) {
    reader.space()
    return { name: 'UNCHANGEDSINCE', modseq: reader.bigint() }
  },
  encode(writer, { modseq }: Unchanged) {
    writer.raw(' ').bigint(modseq, 'UNCHANGEDSINCE')
  },
}

const modifiersOfStore: Options<Unchanged> = /* @__PURE__ */ (() => new Options([unchangedSince], 'label', false))()

const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `store = "STORE" SP sequence-set [store-modifiers] SP ["+" / "-"] "FLAGS" [".SILENT"] SP (flag-list / (flag *(SP flag)))` */
export const store: CommandRule = /* @__PURE__ */ commandRule<'store'>({
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
    const action = reader.skip(0x2b) ? 'add' : reader.skip(0x2d) ? 'remove' : 'replace'
    if (!reader.word('FLAGS')) reader.refuse('FLAGS')
    const silent = reader.word('.SILENT')
    reader.space()
    const flags = reader.peek() === 0x28 ? storedFlags(reader) : bareFlags(reader)
    return { verb: 'store', uid, set, modifiers, action, silent, flags }
  },
  encode(writer, { uid, set, modifiers = NONE, action, silent, flags }) {
    const sign = ACTIONS.get(action) ?? fail('bad-value', 0, 'encode STORE: an action that is not add, remove or replace')
    writeName(writer, uid, 'store').raw(formatSequenceSet(set))
    modifiersOfStore.writeBehind(writer, modifiers, 'encode STORE')
    writeFlags(writer.raw(` ${sign}FLAGS${silent ? '.SILENT' : ''} `), flags, 'encode STORE')
  },
})

const ACTIONS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['add', '+'],
  ['remove', '-'],
  ['replace', ''],
])

/** `flag *(SP flag)`, to the end */
function bareFlags(reader: Reader): readonly string[] {
  const flags = [storedFlag(reader)]
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else flags.push(storedFlag(reader))
  }
  return flags
}

/** The name of a command that takes UID, and a space. */
export const writeName = (writer: ImapWriter, uid: boolean, verb: string): ImapWriter =>
  writer.raw(`${uid ? 'UID ' : ''}${upperAscii(verb)} `)
