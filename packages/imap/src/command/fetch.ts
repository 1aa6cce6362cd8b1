/** FETCH (RFC 9051 6.4.5): a macro or items, of messages by number or by unique identifier. */
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import { messageSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type MessageSet } from '../mailbox/sequence-set.js'
import { listOf } from '../values.js'
import { type FetchItem, fetchAtt, MACROS, writeFetchAtt } from './fetch-att.js'
import { writeName } from './message.js'
import { type OptionRule, Options, type UnknownOption } from './option.js'
import { type CommandRule, commandRule, type Loose } from './rule.js'

/** What stands for several items. */
export type FetchMacro = 'ALL' | 'FAST' | 'FULL'

/** A modifier of FETCH (RFC 4466 2.4): CHANGEDSINCE (RFC 7162 3.1.4), or one that has no type here. */
export type FetchModifier = { readonly name: 'CHANGEDSINCE'; readonly modseq: bigint } | UnknownOption

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

type Changed = Exclude<FetchModifier, UnknownOption>

/** `"CHANGEDSINCE" SP mod-sequence-value` */
const changedSince: OptionRule<Changed> = {
  name: 'CHANGEDSINCE',
  section: 'RFC 7162 3.1.4.1',
  decode(reader) {
    reader.space()
    return { name: 'CHANGEDSINCE', modseq: reader.nzBigint() }
  },
  encode(writer, { modseq }: Changed) {
    writer.raw(' ').bigint(modseq, 'CHANGEDSINCE')
  },
}

const modifiersOfFetch: Options<Changed> = /* @__PURE__ */ (() => new Options([changedSince], 'label', false))()

interface MacroWord extends Word {
  readonly name: FetchMacro
}

const macros: Words<MacroWord> = /* @__PURE__ */ (() =>
  new Words<MacroWord>([{ name: 'ALL' }, { name: 'FAST' }, { name: 'FULL' }]))()

/** `fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]` */
export const fetch: CommandRule = /* @__PURE__ */ commandRule<'fetch'>({
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
    writeName(writer, uid, 'fetch').raw(`${formatSequenceSet(set)} `)
    if (typeof items === 'string')
      writer.raw(MACROS.find(name => name === items) ?? fail('bad-value', 0, 'encode FETCH: not a macro'))
    else {
      if (listOf(items, 'encode FETCH').length === 0) fail('bad-value', 0, 'encode FETCH: no items')
      writer.list(items, item => writeFetchAtt(writer, item))
    }
    modifiersOfFetch.writeBehind(writer, modifiers, 'encode FETCH')
  },
})

function listedItems(reader: Reader): readonly FetchItem[] {
  if (!reader.beginList()) reader.refuse('an item')
  const items: FetchItem[] = []
  do items.push(reader.whole(fetchAtt(reader, true)))
  while (reader.nextMember())
  return items
}
