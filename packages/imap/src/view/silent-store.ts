/**
 * The changes by STORE with .SILENT (RFC 9051 6.4.6): the server need not send them, so the view computes them when the command is completed. If
 * other flags of a message were received meanwhile, it is not known which are the latest.
 */
import { lowerAscii } from '@mailwire/bytes'
import type { CommandBodyInit } from '../command/command.js'
import type { StoreFlagsCommand } from '../command/store.js'
import { flagKeys, haveSameFlags } from '../mailbox/flags.js'
import { messagesNamed } from '../mailbox/named.js'
import { type SequenceSet, sequenceSetFilter } from '../mailbox/sequence-set.js'
import type { CompletedEvent } from '../session/events.js'
import { deleteFrom, type MessageData } from './message-data.js'
import type { Numbering } from './numbering.js'

/** A silent STORE of flags. */
export type SilentStore = Extract<CommandBodyInit, { readonly verb: 'store' }> & StoreFlagsCommand

export const isSilentStore = (command: CommandBodyInit): command is SilentStore =>
  command.verb === 'store' && (command.item === undefined || command.item === 'FLAGS') && command.silent

/** The outcome of a silent STORE. */
interface StoreOutcome {
  /** The command's position in sending order. */
  readonly order: number
  /** The messages in MODIFIED; `undefined` if it failed. */
  readonly modified: SequenceSet | undefined
  readonly isPermanent: (flag: string) => boolean
}

/** The data received for messages while STOREs are open. */
export class SilentStores {
  /** Messages whose flags were received since the last completion: any command sent so far may have been executed before that. */
  readonly #lastTold = new Set<number>()
  /**
   * Messages whose flags were received earlier, with the order of the last command sent before the next completion: a STORE up to that one may have been
   * executed before the flags were sent, as a server may answer several commands at once. Or the order of the STORE that the flags result from.
   */
  readonly #told = new Map<number, number>()
  /** Messages whose mod-sequence was received without flags (RFC 7162 3.1.3), as in the responses to a silent STORE that is still open. */
  readonly #changed = new Set<number>()

  /** FETCH was received for a message. */
  fetched(uid: number, hasFlags: boolean): void {
    if (hasFlags) this.#lastTold.add(uid)
    if (hasFlags) this.#changed.delete(uid)
    else this.#changed.add(uid)
  }

  /** A command was completed. */
  completed({ begun, outstanding }: CompletedEvent): void {
    if (outstanding === 0) this.#told.clear()
    else for (const uid of this.#lastTold) this.#told.set(uid, begun)
    this.#lastTold.clear()
  }

  /** Messages were expunged. */
  gone(uids: SequenceSet): void {
    deleteFrom(this.#lastTold, uids)
    deleteFrom(this.#told, uids)
    deleteFrom(this.#changed, uids)
  }

  clear(): void {
    this.#lastTold.clear()
    this.#told.clear()
    this.#changed.clear()
  }

  /** The session ended: returns the messages whose flags are no longer known. */
  closed(): readonly number[] {
    const left = [...this.#changed]
    this.clear()
    return left
  }

  /**
   * The flags after a STORE, except for the messages in MODIFIED (RFC 7162 3.1.3): `undefined` if contradicting flags were received meanwhile, and if the
   * STORE failed, possibly after some of the messages (RFC 2180 4.2). Messages whose flags were not known, or were received with the same value, are
   * omitted. A flag that is not permanent may not have been stored (RFC 9051 7.1), so the flags are then unknown.
   */
  *stored(
    command: SilentStore,
    { order, modified, isPermanent }: StoreOutcome,
    numbers: Numbering,
    data: MessageData,
  ): Generator<{ readonly uid: number; readonly flags: readonly string[] | undefined }> {
    if (command.set === '$') return
    const isModified = sequenceSetFilter(modified ?? [], command.uid ? numbers.list.lastUid : numbers.list.size)
    const canStore = command.flags.every(flag => isPermanent(flag))
    for (const { uid, sequence } of messagesNamed(numbers.list, { uid: command.uid, set: command.set })) {
      const before = data.flagsOf(uid)
      if (before === undefined || isModified(command.uid ? uid : sequence)) continue
      this.#changed.delete(uid)
      const after = flagsAfter(command, before)
      const isLater = !this.#lastTold.has(uid) && (this.#told.get(uid) ?? 0) < order
      // A command completed later may have been executed before this one.
      if (isLater) this.#told.set(uid, order)
      if (modified === undefined || !canStore) yield { uid, flags: undefined }
      else if (isLater) yield { uid, flags: after }
      else if (!haveSameFlags(before, after)) yield { uid, flags: undefined }
    }
  }
}

/** The flags of a message after a STORE. */
export function flagsAfter(
  { action, flags }: Pick<StoreFlagsCommand, 'action' | 'flags'>,
  before: readonly string[],
): readonly string[] {
  // A server keeps \Recent, whatever is stored (RFC 3501 2.3.2).
  if (action === 'replace') return [...flags, ...before.filter(flag => lowerAscii(flag) === '\\recent')]
  const keys = flagKeys(flags)
  const others = before.filter(flag => !keys.has(lowerAscii(flag)))
  return action === 'add' ? [...others, ...flags] : others
}
