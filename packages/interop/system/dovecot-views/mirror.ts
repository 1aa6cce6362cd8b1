/** What an application knows of a mailbox that is told of changes, and of nothing else. */
import { imap } from 'mailwire/node'
import type { MailboxChange, MailboxView } from '../../../imap/src/view.js'

/** What is known of a message: `undefined` for what was not told. */
export interface Told {
  readonly flags: string | undefined
  readonly modseq: bigint | undefined
}

const NOTHING: Told = { flags: undefined, modseq: undefined }

/** Flags in one order, without `\Recent`, which is of a session and not of the message (RFC 3501 2.3.2). */
export function flagsText(flags: readonly string[]): string {
  const text =
    texts.get(flags) ??
    [...flags]
      .filter(flag => flag !== '\\Recent')
      .sort()
      .join(' ')
  texts.set(flags, text)
  return text
}

/** A view has equal flags once. */
const texts = new WeakMap<readonly string[], string>()

/** Messages of a view, by UID. */
export function messagesOf(view: MailboxView): Map<number, Told> {
  const messages = new Map<number, Told>()
  for (const uid of imap.numbersInSequenceSet(view.uids)) {
    const flags = view.flagsOf(uid)
    messages.set(uid, { flags: flags && flagsText(flags), modseq: view.modseqOf(uid) })
  }
  return messages
}

const isSame = (one: Told, other: Told | undefined): boolean =>
  one.flags === other?.flags && one.modseq === other?.modseq && other !== undefined

/** Where two of them differ, a line for each message. */
export function differences(one: ReadonlyMap<number, Told>, other: ReadonlyMap<number, Told>): readonly string[] {
  const lines: string[] = []
  for (const [uid, told] of one)
    if (!isSame(told, other.get(uid))) lines.push(`UID ${uid}: ${textOf(told)}, and not ${textOf(other.get(uid))}`)
  for (const [uid, told] of other) if (!one.has(uid)) lines.push(`UID ${uid}: none, and not ${textOf(told)}`)
  return lines
}

const textOf = (told: Told | undefined): string => (told === undefined ? 'none' : `(${told.flags}) ${told.modseq}`)

export class Mirror {
  messages = new Map<number, Told>()
  /** What the server did that it may not do, and where message numbers were lost. */
  readonly complaints: string[] = []
  /** How often the flags of a message changed since it was emptied. */
  readonly changed = new Map<number, number>()

  take(change: MailboxChange): void {
    switch (change.type) {
      case 'opened':
        if (change.renumbered) this.messages.clear()
        break
      case 'identified':
        for (let uid = change.uid; uid < change.uid + change.count; uid++) this.#set(uid, {})
        break
      case 'gone':
        for (const uid of imap.numbersInSequenceSet(change.uids))
          if (!this.messages.delete(uid)) this.complaints.push(`UID ${uid} is gone, and was not there`)
        break
      case 'flags':
        if (change.uid > 0) this.#flags(change)
        break
      case 'stale':
        for (const uid of change.uids === 'all' ? this.messages.keys() : imap.numbersInSequenceSet(change.uids)) this.#forget(uid)
        break
      case 'violation':
        this.complaints.push(change.violation)
        break
      case 'lost':
        this.complaints.push('lost')
        break
      default:
    }
  }

  /** What is asked for again counts as a change, and so does the answer. */
  #forget(uid: number): void {
    this.changed.set(uid, (this.changed.get(uid) ?? 0) + 1)
    this.#set(uid, { flags: undefined })
  }

  #set(uid: number, told: Partial<Told>): void {
    this.messages.set(uid, { ...NOTHING, ...this.messages.get(uid), ...told })
  }

  #flags({ uid, flags, modseq, isChange }: Extract<MailboxChange, { readonly type: 'flags' }>): void {
    if (!this.messages.has(uid)) this.complaints.push(`flags of UID ${uid}, which is not there`)
    if (isChange) this.changed.set(uid, (this.changed.get(uid) ?? 0) + 1)
    this.#set(uid, { ...(flags && { flags: flagsText(flags) }), ...(modseq === undefined ? {} : { modseq }) })
  }
}
