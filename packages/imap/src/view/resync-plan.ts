/**
 * What to ask of a mailbox that was known before, as tables (RFC 7162 6, RFC 4549 3 for servers without mod-sequences): how it is opened, and
 * what is asked then. The largest UID is written as a number: `n:*` names the last message also where its UID is below `n`.
 */
import type { CommandInit } from '../command/command.js'
import type { FetchItem } from '../command/fetch-att.js'
import type { SelectCommandInit } from '../command/mailbox.js'
import type { SelectParameter } from '../command/select-parameter.js'
import type { SequenceRange, SequenceSet } from '../mailbox/sequence-set.js'
import type { MailboxView } from './mailbox-view.js'

/** By what a client catches up: what changed (RFC 7162 3.2), what changed but not what is gone (3.1), or everything (RFC 9051). */
export type ResyncMethod = 'qresync' | 'condstore' | 'plain'

/** What is used where the one before is refused. */
export const lesser: Readonly<Record<ResyncMethod, ResyncMethod | undefined>> = {
  qresync: 'condstore',
  condstore: 'plain',
  plain: undefined,
}

/** Everything that may be in a mailbox. */
export const ALL_UIDS: SequenceSet = [{ start: 1, end: 0xffff_ffff }]

/** The best method that a server announces, of those that may be used. */
export function bestMethod(most: ResyncMethod, capabilities: ReadonlySet<string> | undefined, mayQresync: boolean): ResyncMethod {
  const announces = (name: string): boolean => capabilities?.has(name) === true
  if (most === 'qresync' && announces('QRESYNC') && mayQresync) return 'qresync'
  // QRESYNC includes CONDSTORE (RFC 7162 3.2.2).
  return most !== 'plain' && (announces('CONDSTORE') || announces('QRESYNC')) ? 'condstore' : 'plain'
}

/** The SELECT or EXAMINE of a method. */
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
  // Without a mod-sequence everything has to be asked for, and CONDSTORE tells what to begin with the next time (RFC 7162 3.1.8).
  if (method === 'condstore' || uidValidity === undefined || modseq === undefined) return [{ name: 'CONDSTORE' }]
  return [{ name: 'QRESYNC', uidValidity, modseq, knownUids: undefined, seqMatch: matches(view) }]
}

/** True where what changed is asked for with the opening itself. */
export const isQresync = ({ parameters = [] }: Extract<CommandInit, { readonly verb: 'select' | 'examine' }>): boolean =>
  parameters.some(({ name }) => name === 'QRESYNC')

/**
 * A sample of numbers with their UIDs (RFC 7162 3.2.5.2): a server that forgot what was expunged need not tell again what is known. It has the last
 * message, and others at twice the distance each: 32 pairs at most, whatever the size.
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
 * True where SELECT said that nothing was appended or changed (RFC 7162 3.1.2.1). Whether there are as many messages is for `MailboxView.adopt` to see.
 */
export const isUnchanged = (known: Known, view: MailboxView, highestModseq: bigint | undefined): boolean =>
  highestModseq === known.highestModseq && view.uidNext === known.uidNext

/** What was known when it began. */
export interface Known {
  readonly uids: SequenceSet
  readonly uidNext: number | undefined
  readonly highestModseq: bigint | undefined
}

/** All UIDs, in as few bytes as the server can: as ranges where it announces ESEARCH (RFC 4731). */
export const searchAll = (hasEsearch: boolean): CommandInit => ({
  verb: 'search',
  uid: true,
  keys: [{ key: 'ALL' }],
  ...(hasEsearch ? { returnOptions: [{ name: 'ALL' }] } : {}),
})

/** Ranges in one command: with more it would be longer than servers take (RFC 7162 4). */
const MAX_RANGES = 300

/** How messages are asked about. */
export interface FetchOptions {
  readonly uid: boolean
  readonly hasModseqs: boolean
  /** Of what changed the flags are asked for also where they are not kept: what changed is the answer. */
  readonly asksFlags: boolean
  /** Those alone that changed since (RFC 7162 3.1.4.1). */
  readonly since?: bigint
}

/** UIDs, and what the view keeps, of messages by UID or by number. More than a command can name are asked for with all that are between them. */
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
