/**
 * VANISHED (EARLIER): the expunges reported to a client that resynchronizes, or that sends UID FETCH with VANISHED (RFC 7162 3.2.5.1, 3.2.5.2, 3.2.6).
 * Sets stay ranges, so the work does not depend on the number of messages in them.
 */
import type { KnownUids } from '../command/select-parameter.js'
import { fail } from '../error.js'
import { boundsOf, type SequenceSet } from '../mailbox/sequence-set.js'
import { intersectSequenceSets, subtractSequenceSets } from '../mailbox/set-algebra.js'
import { UidList } from '../mailbox/uid-list.js'
import { fieldsOf, listOf, wholeNumberOf } from '../values.js'

/** The facts that determine which expunges to report. */
export interface EarlierExpunges {
  /**
   * The UIDs that the mailbox has, and those that the session counts: an expunged message that still has its number is reported by VANISHED without
   * EARLIER (RFC 7162 3.2.10).
   */
  readonly uids: SequenceSet
  readonly uidNext: number
  /**
   * The UIDs expunged since the client's mod-sequence, from `ExpungeLog.since`; `undefined` if not known: then every missing UID below UIDNEXT counts
   * as expunged.
   */
  readonly expunged: SequenceSet | undefined
  /** The UIDs that the client asks about; without them all below UIDNEXT. */
  readonly knownUids?: SequenceSet | undefined
  /** Message numbers and the UIDs that they had. They matter only if `expunged` is not known. */
  readonly seqMatch?: KnownUids | undefined
}

/**
 * The UIDs of VANISHED (EARLIER) (RFC 7162 3.2.5.1, 3.2.5.2, 3.2.6); if there are none, do not send the response.
 *
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, or for a set with `*`
 *
 * @example
 * const uids = parseSequenceSet('3,6,9:10')
 * formatSequenceSet(vanishedEarlier({ uids, uidNext: 14, expunged: undefined, knownUids: parseSequenceSet('1:8') })) // => '1:2,4:5,7:8'
 * formatSequenceSet(vanishedEarlier({ uids, uidNext: 14, expunged: parseSequenceSet('4,11'), knownUids: undefined })) // => '4,11'
 */
export function vanishedEarlier(question: EarlierExpunges): SequenceSet {
  const { uids, uidNext, expunged, knownUids, seqMatch } = fieldsOf(question, 'find vanished messages')
  const last = wholeNumberOf(uidNext, 'find vanished messages: uidNext') - 1
  const below: SequenceSet = last < 1 ? [] : [{ start: 1, end: last }]
  const asked = knownUids === undefined ? below : intersectSequenceSets(knownUids, below)
  const gone = intersectSequenceSets(subtractSequenceSets(expunged ?? below, uids), asked)
  if (expunged !== undefined || seqMatch === undefined) return gone
  const known = lastMatch(new UidList(uids), seqMatch)
  return known === 0 ? gone : subtractSequenceSets(gone, [{ start: 1, end: known }])
}

/**
 * The highest UID that still has the client's number for it; 0 if there is none. No message before it was expunged, or its number would be lower
 * (RFC 7162 3.2.5.2).
 */
function lastMatch(list: UidList, seqMatch: KnownUids): number {
  const { sequences, uids } = fieldsOf(seqMatch, 'match message numbers')
  const [numbers, identifiers] = [boundsIn(sequences), boundsIn(uids)]
  let found = 0
  for (let at = 0, beside = 0, skipped = 0, skippedBeside = 0; at < numbers.length && beside < identifiers.length; ) {
    const sequence = numbers[at]!.from + skipped
    const uid = identifiers[beside]!.from + skippedBeside
    // The pairs that both ranges have in common, in which the difference of UID and number is constant.
    const count = Math.min(numbers[at]!.to - sequence, identifiers[beside]!.to - uid) + 1
    found = Math.max(found, lastInPair(list, sequence, uid, count))
    skipped += count
    skippedBeside += count
    if (numbers[at]!.from + skipped > numbers[at]!.to) [at, skipped] = [at + 1, 0]
    if (identifiers[beside]!.from + skippedBeside > identifiers[beside]!.to) [beside, skippedBeside] = [beside + 1, 0]
  }
  return found
}

/** The same for consecutive pairs. The difference of UID and number never decreases along the list, so the last pair is found by binary search. */
function lastInPair(list: UidList, sequence: number, uid: number, count: number): number {
  const distance = uid - sequence
  let low = sequence
  let high = Math.min(sequence + count - 1, list.size)
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    if (list.uidAt(middle) - middle <= distance) low = middle + 1
    else high = middle - 1
  }
  return high >= sequence && list.uidAt(high) - high === distance ? high + distance : 0
}

const boundsIn = (set: SequenceSet): readonly { readonly from: number; readonly to: number }[] =>
  listOf(set, 'match message numbers').map(range =>
    boundsOf(range, () => fail('bad-value', 0, 'match message numbers: a set contains *')),
  )
