/** FETCH (RFC 9051 6.4.5): a macro or items, of messages by number or by unique identifier. */
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import { type Word, Words } from '../grammar/words.js'
import { partialRange, type ResultRange, writePartialRange } from '../mailbox/partial-range.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import type { MessageSet } from '../mailbox/sequence-set.js'
import { type FetchItem, fetchAtt, listedItems, MACROS, writeListedItems } from './fetch-att.js'
import { writeName } from './message.js'
import { type OptionRule, Options, plainOption, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'

/** What stands for several items. */
export type FetchMacro = 'ALL' | 'FAST' | 'FULL'

/** A modifier of FETCH (RFC 4466 2.4), or one that has no type here. */
export type FetchModifier =
  /** Messages that changed since (RFC 7162 3.1.4.1). */
  | { readonly name: 'CHANGEDSINCE'; readonly modseq: bigint }
  /** Of UID FETCH: also which messages are gone (RFC 7162 3.2.6). */
  | { readonly name: 'VANISHED' }
  /** Of UID FETCH: some messages of the set (RFC 9394 3.3). */
  | { readonly name: 'PARTIAL'; readonly range: ResultRange }
  | UnknownOption

/** FETCH (RFC 9051 6.4.5). */
export interface FetchCommand {
  readonly verb: 'fetch'
  /** True for UID FETCH: the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
  /** A macro, or items. */
  readonly items: FetchMacro | readonly FetchItem[]
  readonly modifiers: readonly FetchModifier[]
}

/** The same as `encodeCommand` takes it. */
export type FetchCommandInit = Loose<FetchCommand, 'modifiers'>

type KnownModifier = Exclude<FetchModifier, UnknownOption>

/** `"CHANGEDSINCE" SP mod-sequence-value` */
const changedSince: OptionRule<KnownModifier> = {
  name: 'CHANGEDSINCE',
  section: 'RFC 7162 3.1.4.1',
  announcedBy: ['CONDSTORE'],
  decode(reader) {
    reader.space()
    return { name: 'CHANGEDSINCE', modseq: reader.nzBigint() }
  },
  encode(writer, { modseq }: Extract<KnownModifier, { readonly name: 'CHANGEDSINCE' }>) {
    writer.raw(' ').bigint(modseq, 'CHANGEDSINCE')
  },
}

/** `"PARTIAL" SP partial-range` */
const partial: OptionRule<KnownModifier> = {
  name: 'PARTIAL',
  section: 'RFC 9394 3.3',
  announcedBy: ['PARTIAL'],
  decode(reader) {
    reader.space()
    return { name: 'PARTIAL', range: partialRange(reader) }
  },
  encode(writer, { range }: Extract<KnownModifier, { readonly name: 'PARTIAL' }>) {
    writePartialRange(writer.raw(' '), range)
  },
}

/** `fetch-modifier`: one line each. */
export const modifiersOfFetch: Options<KnownModifier> = /* @__PURE__ */ (() =>
  new Options<KnownModifier>([changedSince, plainOption('VANISHED', 'RFC 7162 3.2.6', ['QRESYNC']), partial], 'label', false))()

interface MacroWord extends Word {
  readonly name: FetchMacro
}

const macros: Words<MacroWord> = /* @__PURE__ */ (() =>
  new Words<MacroWord>([{ name: 'ALL' }, { name: 'FAST' }, { name: 'FULL' }]))()

/** `fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]` */
export const fetch: CommandRule<FetchCommand, FetchCommandInit> = {
  name: 'FETCH',
  verb: 'fetch',
  section: 'RFC 9051 6.4.5',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const set = messageSet(reader)
    reader.space()
    const items = reader.peek() === 0x28 ? listedItems(reader) : (reader.rule(macros, ATOM)?.name ?? [fetchAtt(reader, false)])
    return { verb: 'fetch', uid, set, items, modifiers: modifiersOfFetch.readBehind(reader) }
  },
  encode(writer, { uid, set, items, modifiers }) {
    writeSet(writeName(writer, uid, 'fetch'), set).raw(' ')
    if (typeof items === 'string')
      writer.raw(
        MACROS.find(name => name === items) ?? fail('bad-value', 0, 'encode FETCH: items: a list, or ALL, FAST or FULL expected'),
      )
    else writeListedItems(writer, items, 'encode FETCH')
    modifiersOfFetch.writeBehind(writer, modifiers, 'encode FETCH')
  },
}
