/**
 * The commands that resynchronize a known mailbox (RFC 7162 6, RFC 4549 3 for servers without mod-sequences): how it is opened, and what is
 * fetched then. The largest UID is written as a number, because `n:*` includes the last message even if its UID is below `n`.
 */
import type { CommandInit } from '../command/command.js'
import type { FetchItem } from '../command/fetch-att.js'
import type { SelectCommandInit } from '../command/mailbox.js'
import type { SelectParameter } from '../command/select-parameter.js'
import type { SequenceRange, SequenceSet } from '../mailbox/sequence-set.js'
import type { MailboxView } from './mailbox-view.js'

/** How a client catches up: by changes and expunges (RFC 7162 3.2), by changes only (3.1), or by fetching everything (RFC 9051). */
export type ResyncMethod = 'qresync' | 'condstore' | 'plain'

/** The next method to try if one is refused. */
export const lesser: Readonly<Record<ResyncMethod, ResyncMethod | undefined>> = {
  qresync: 'condstore',
  condstore: 'plain',
  plain: undefined,
}

/** All possible UIDs. */
export const ALL_UIDS: SequenceSet = [{ start: 1, end: 0xffff_ffff }]

/** The best announced method among those allowed. */
export function bestMethod(most: ResyncMethod, capabilities: ReadonlySet<string> | undefined, mayQresync: boolean): ResyncMethod {
  const announces = (name: string): boolean => capabilities?.has(name) === true
  if (most === 'qresync' && announces('QRESYNC') && mayQresync) return 'qresync'
  // QRESYNC includes CONDSTORE (RFC 7162 3.2.2).
  return most !== 'plain' && (announces('CONDSTORE') || announces('QRESYNC')) ? 'condstore' : 'plain'
}

/** The SELECT or EXAMINE for a method. */
export function openingCommand(
  view: MailboxView,
  verb: 'select' | 'examine',
  mailbox: string,
  method: ResyncMethod,
): SelectCommandInit {
  return { verb, mailbox, parameters: parametersOf(view, method) }
}

function parametersOf(view: MailboxView, method: ResyncMethod): readonly SelectParameter[] {
  if (method === 'plain') return []
  const { uidValidity, highestModseq: modseq } = view
  // Without a mod-sequence everything must be fetched; CONDSTORE makes the server send one for the next time (RFC 7162 3.1.8).
  if (method === 'condstore' || uidValidity === undefined || modseq === undefined) return [{ name: 'CONDSTORE' }]
  return [{ name: 'QRESYNC', uidValidity, modseq, knownUids: undefined, seqMatch: matches(view) }]
}

/** True if the opening command itself requests the changes. */
export const isQresync = ({ parameters = [] }: Extract<CommandInit, { readonly verb: 'select' | 'examine' }>): boolean =>
  parameters.some(({ name }) => name === 'QRESYNC')

/**
 * A sample of numbers with their UIDs (RFC 7162 3.2.5.2), so that a server without a full expunge log need not report known expunges again. It has the
 * last message, and others at doubling distances: at most 32 pairs.
 */
function matches(view: MailboxView): { readonly sequences: SequenceSet; readonly uids: SequenceSet } | undefined {
  // With UIDONLY no command has message numbers (RFC 9586 3).
  if (!view.isGapless || view.size === 0 || view.isUidOnly) return undefined
  const sequences: SequenceRange[] = []
  const uids: SequenceRange[] = []
  for (let distance = 0; distance < view.size; distance = distance * 2 + 1) {
    const sequence = view.size - distance
    const uid = view.uidOf(sequence)
    sequences.unshift({ start: sequence, end: sequence })
    uids.unshift({ start: uid, end: uid })
  }
  return { sequences, uids }
}

/**
 * True if SELECT showed that nothing was appended or changed (RFC 7162 3.1.2.1). `MailboxView.adopt` checks the number of messages.
 */
export const isUnchanged = (known: Known, view: MailboxView, highestModseq: bigint | undefined): boolean =>
  highestModseq === known.highestModseq && view.uidNext === known.uidNext

/** The state at the beginning. */
export interface Known {
  readonly uids: SequenceSet
  readonly uidNext: number | undefined
  readonly highestModseq: bigint | undefined
}

/** The search for all UIDs, as ranges if the server announces ESEARCH (RFC 4731). */
export const searchAll = (hasEsearch: boolean): CommandInit => ({
  verb: 'search',
  uid: true,
  keys: [{ key: 'ALL' }],
  ...(hasEsearch ? { returnOptions: [{ name: 'ALL' }] } : {}),
})

/** The maximum number of ranges in one command, so that servers accept its length (RFC 7162 4). */
const MAX_RANGES = 300

/** Options of `fetchKept`. */
export interface FetchOptions {
  readonly uid: boolean
  readonly hasModseqs: boolean
  /** Fetches the flags of changed messages even if flags are not kept, as the result lists the changed messages. */
  readonly asksFlags: boolean
  /** Only messages that changed since (RFC 7162 3.1.4.1). */
  readonly since?: bigint
}

/** Fetches UIDs and the kept data of messages, by UID or by number. If there are too many ranges for one command, the messages between them are included. */
export function fetchKept(
  view: MailboxView,
  wanted: SequenceSet,
  { uid, hasModseqs, asksFlags, since }: FetchOptions,
): CommandInit {
  const items: FetchItem[] = [{ item: 'UID' }]
  if (view.keepsFlags || asksFlags) items.push({ item: 'FLAGS' })
  if (view.keepsModseqs && hasModseqs) items.push({ item: 'MODSEQ' })
  const set = wanted.length <= MAX_RANGES ? wanted : [{ start: wanted[0]!.start, end: wanted.at(-1)!.end }]
  return { verb: 'fetch', uid, set, items, modifiers: since === undefined ? [] : [{ name: 'CHANGEDSINCE', modseq: since }] }
}
