/** A view's state between two sessions, as JSON. */
import { fail } from '../error.js'
import { formatSequenceSet, hasStar, parseSequenceSet, type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import { intersectSequenceSets, numbersInSequenceSet } from '../mailbox/set-algebra.js'
import { fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'
import type { MessageData } from './message-data.js'

/** The state of a mailbox (RFC 9051 2.3.1, RFC 7162 6): plain values, for `JSON.stringify`. Sets are strings such as `1:5,9`. */
export interface MailboxSnapshot {
  readonly uidValidity: number | undefined
  readonly uidNext: number | undefined
  /** Decimal digits; `undefined` if the server has none, or if the mailbox was never in step. */
  readonly highestModseq: string | undefined
  readonly uids: string
  /** True if there was no unknown message before the last one of these. */
  readonly isGapless: boolean
  /** Flags, and the messages that have them. */
  readonly flags: readonly { readonly flags: readonly string[]; readonly uids: string }[]
  /** Mod-sequences, and the messages that have them. */
  readonly modseqs: readonly { readonly modseq: string; readonly uids: string }[]
}

/** The text of a set, which may be empty. */
export const textOfSet = (set: SequenceSet): string => (set.length === 0 ? '' : formatSequenceSet(set))

/** A set from its text, without `*`. */
export function setOf(text: string): SequenceSet {
  if (textOf(text, 'read snapshot: UIDs') === '') return []
  const set = parseSequenceSet(text)
  return hasStar(set) ? fail('bad-value', 0, 'read snapshot: UIDs: the set contains *') : set
}

/** Writes the data of messages into a snapshot. */
export function writeData(data: MessageData): Pick<MailboxSnapshot, 'flags' | 'modseqs'> {
  return {
    flags: data.flagGroups().map(([flags, uids]) => ({ flags, uids: textOfSet(sequenceSetOf(uids)) })),
    modseqs: data.modseqGroups().map(([modseq, uids]) => ({ modseq: String(modseq), uids: textOfSet(sequenceSetOf(uids)) })),
  }
}

/** Reads the data of known messages from a snapshot. */
export function readData(snapshot: MailboxSnapshot, data: MessageData, known: SequenceSet): void {
  for (const given of listOf(snapshot.flags, 'read snapshot: flags')) {
    const { flags, uids } = fieldsOf(given, 'read snapshot: flags')
    const names = listOf(flags, 'read snapshot: flags').map(flag => textOf(flag, 'read snapshot: flags'))
    for (const uid of numbersInSequenceSet(intersectSequenceSets(setOf(uids), known))) data.setFlags(uid, names)
  }
  for (const given of listOf(snapshot.modseqs, 'read snapshot: mod-sequences')) {
    const { modseq, uids } = fieldsOf(given, 'read snapshot: mod-sequences')
    const value = modseqOf(modseq)
    for (const uid of numbersInSequenceSet(intersectSequenceSets(setOf(uids), known))) data.setModseq(uid, value)
  }
}

/** A mod-sequence from its digits: 63 bits (RFC 7162 7). */
export function modseqOf(text: string): bigint {
  const isModseq = /^[1-9]\d{0,18}$/.test(textOf(text, 'read snapshot: mod-sequence'))
  const value = isModseq ? BigInt(text) : 0n
  return value > 0n && value <= 0x7fff_ffff_ffff_ffffn ? value : fail('bad-value', 0, 'read snapshot: invalid mod-sequence')
}

/** A 32-bit number from 1, or `undefined`. */
export function numberOf(value: number | undefined, what: string): number | undefined {
  if (value === undefined) return undefined
  const number = wholeNumberOf(value, `read snapshot: ${what}`)
  return number >= 1 && number <= 0xffff_ffff ? number : fail('bad-value', 0, `read snapshot: ${what}: ${number} is out of range`)
}
