/** Parameters of SELECT and EXAMINE (RFC 4466 2.1): CONDSTORE and QRESYNC (RFC 7162), ANNOTATE (RFC 5257). */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { uidSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type SequenceSet, setOf } from '../mailbox/sequence-set.js'
import { fieldsOf } from '../values.js'
import { type OptionRule, Options, plainOption, type UnknownOption } from './option.js'

/** Message numbers and the unique identifiers that they had, as many of them and in ascending order (RFC 7162 3.2.5.2). */
export interface KnownUids {
  readonly sequences: SequenceSet
  readonly uids: SequenceSet
}

/** The state in which a client left a mailbox (RFC 7162 3.2.5): the server reports the changes since then. */
export interface QresyncParameter {
  readonly name: 'QRESYNC'
  readonly uidValidity: number
  readonly modseq: bigint
  /** The messages that it has; `undefined` for all that there were. */
  readonly knownUids: SequenceSet | undefined
  readonly seqMatch: KnownUids | undefined
}

/** A parameter of SELECT and EXAMINE, or one that has no type here. */
export type SelectParameter = { readonly name: 'CONDSTORE' | 'ANNOTATE' } | QresyncParameter | UnknownOption

type KnownParameter = Exclude<SelectParameter, UnknownOption>

/** `"QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"`; `*` is in none of the sets */
const qresync: OptionRule<KnownParameter> = {
  name: 'QRESYNC',
  section: 'RFC 7162 3.2.5',
  announcedBy: ['QRESYNC'],
  decode(reader) {
    reader.space()
    if (!reader.beginList()) reader.refuse('UIDVALIDITY')
    const uidValidity = reader.nzNumber()
    if (!reader.nextMember()) reader.refuse('a mod-sequence')
    const modseq = reader.nzBigint()
    let hasMore = reader.nextMember()
    let knownUids: SequenceSet | undefined
    if (hasMore && reader.peek() !== 0x28) {
      knownUids = uidSet(reader)
      hasMore = reader.nextMember()
    }
    const seqMatch = hasMore ? seqMatchData(reader) : undefined
    if (hasMore && reader.nextMember()) reader.refuse("')'")
    return { name: 'QRESYNC', uidValidity, modseq, knownUids, seqMatch }
  },
  encode(writer, { uidValidity, modseq, knownUids, seqMatch }: QresyncParameter) {
    writer.raw(' (').number(uidValidity, 'UIDVALIDITY', 0xffff_ffff).raw(' ').bigint(modseq, 'mod-sequence')
    if (knownUids !== undefined) writer.raw(` ${numbersOf(knownUids)}`)
    if (seqMatch !== undefined) {
      const { sequences, uids } = fieldsOf(seqMatch, 'encode QRESYNC')
      writer.raw(` (${numbersOf(sequences)} ${numbersOf(uids)})`)
    }
    writer.raw(')')
  },
}

/** `seq-match-data = "(" known-sequence-set SP known-uid-set ")"` */
function seqMatchData(reader: Reader): KnownUids {
  if (!reader.beginList()) reader.refuse('a set')
  const sequences = uidSet(reader)
  if (!reader.nextMember()) reader.refuse('a set')
  const uids = uidSet(reader)
  return reader.nextMember() ? reader.refuse("')'") : { sequences, uids }
}

/** A set without `*`. @throws {@link ImapError} `bad-value` */
function numbersOf(set: SequenceSet): string {
  for (const range of setOf(set, 'encode QRESYNC')) {
    const { start, end } = fieldsOf(range, 'encode QRESYNC')
    if (start === '*' || end === '*') fail('bad-value', 0, 'encode QRESYNC: the sets must not contain *')
  }
  return formatSequenceSet(set)
}

/** `select-param`: one line each. */
export const selectParameters: Options<KnownParameter> = /* @__PURE__ */ (() =>
  new Options<KnownParameter>(
    [
      plainOption('CONDSTORE', 'RFC 7162 3.1.8', ['CONDSTORE']),
      qresync,
      plainOption('ANNOTATE', 'RFC 5257 4.1', ['ANNOTATE-EXPERIMENT-1']),
    ],
    'label',
    false,
  ))()
