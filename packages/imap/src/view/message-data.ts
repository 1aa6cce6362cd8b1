/** Flags and mod-sequences of messages by UID (RFC 9051 2.3.2, RFC 7162 3.1): equal sets of flags are kept once. */
import { haveSameFlags } from '../mailbox/flags.js'
import { type SequenceSet, sequenceSetFilter, sequenceSetOf } from '../mailbox/sequence-set.js'
import { countInSequenceSet, numbersInSequenceSet, subtractSequenceSets, uniteSequenceSets } from '../mailbox/set-algebra.js'

/** The maximum number of shared sets of flags; further messages have their own. */
const MAX_SHARED = 4096

export class MessageData {
  readonly #flags: Map<number, readonly string[]> | undefined
  readonly #modseqs: Map<number, bigint> | undefined
  readonly #shared = new Map<string, readonly string[]>()

  /** The parameters tell what is kept. */
  constructor(keepsFlags: boolean, keepsModseqs: boolean) {
    this.#flags = keepsFlags ? new Map() : undefined
    this.#modseqs = keepsModseqs ? new Map() : undefined
  }

  get keepsFlags(): boolean {
    return this.#flags !== undefined
  }

  get keepsModseqs(): boolean {
    return this.#modseqs !== undefined
  }

  flagsOf(uid: number): readonly string[] | undefined {
    return this.#flags?.get(uid)
  }

  modseqOf(uid: number): bigint | undefined {
    return this.#modseqs?.get(uid)
  }

  /** Sets flags; false if they were the same before, ignoring order and case. */
  setFlags(uid: number, flags: readonly string[]): boolean {
    if (this.#flags === undefined) return true
    const before = this.#flags.get(uid)
    if (before !== undefined && haveSameFlags(before, flags)) return false
    this.#flags.set(uid, this.#share(flags))
    return true
  }

  /** The messages among these whose flags or mod-sequence are kept but not known. `isAll`: there are no others. */
  missing(uids: SequenceSet, isAll: boolean, hasModseqs: boolean): SequenceSet {
    const kept = [this.#flags, hasModseqs ? this.#modseqs : undefined].filter(map => map !== undefined)
    const count = countInSequenceSet(uids)
    if (isAll && kept.every(({ size }) => size === count)) return []
    // Iterate over known messages, as a server may claim to have billions.
    return kept.reduce<SequenceSet>((missing, map) => {
      return uniteSequenceSets(missing, subtractSequenceSets(uids, sequenceSetOf(map.keys())))
    }, [])
  }

  setModseq(uid: number, modseq: bigint): void {
    this.#modseqs?.set(uid, modseq)
  }

  /** Forgets the data of a message. */
  forget(uid: number): void {
    this.#flags?.delete(uid)
    this.#modseqs?.delete(uid)
  }

  /** The messages with any known data. */
  *known(): Generator<number> {
    yield* (this.#flags ?? this.#modseqs)?.keys() ?? []
  }

  forgetFlags(uid?: number): void {
    if (uid === undefined) this.#flags?.clear()
    else this.#flags?.delete(uid)
  }

  forgetModseqs(): void {
    this.#modseqs?.clear()
  }

  /** Forgets messages. */
  delete(uids: SequenceSet): void {
    if (this.#flags !== undefined) deleteFrom(this.#flags, uids)
    if (this.#modseqs !== undefined) deleteFrom(this.#modseqs, uids)
  }

  clear(): void {
    this.#flags?.clear()
    this.#modseqs?.clear()
    this.#shared.clear()
  }

  /** The UIDs by their flags. */
  flagGroups(): readonly (readonly [flags: readonly string[], uids: readonly number[]])[] {
    return groups(this.#flags ?? new Map<number, readonly string[]>())
  }

  /** The UIDs by their mod-sequences. */
  modseqGroups(): readonly (readonly [modseq: bigint, uids: readonly number[]])[] {
    return groups(this.#modseqs ?? new Map<number, bigint>())
  }

  #share(flags: readonly string[]): readonly string[] {
    const key = flags.join(' ')
    const shared = this.#shared.get(key)
    if (shared !== undefined) return shared
    const own = Object.freeze([...flags])
    if (this.#shared.size < MAX_SHARED) this.#shared.set(key, own)
    return own
  }
}

function groups<Value>(map: ReadonlyMap<number, Value>): [Value, number[]][] {
  const found = new Map<Value, number[]>()
  for (const [uid, value] of map) {
    const uids = found.get(value)
    if (uids === undefined) found.set(value, [uid])
    else uids.push(uid)
  }
  return [...found]
}

/** Removes messages from a map or a set, in time proportional to the smaller of the two. */
export function deleteFrom(
  from: { readonly size: number; keys(): Iterable<number>; delete(uid: number): unknown },
  uids: SequenceSet,
): void {
  if (from.size === 0 || uids.length === 0) return
  if (countInSequenceSet(uids) <= from.size) {
    for (const uid of numbersInSequenceSet(uids)) from.delete(uid)
    return
  }
  const isGone = sequenceSetFilter(uids, 0)
  for (const uid of [...from.keys()]) if (isGone(uid)) from.delete(uid)
}
