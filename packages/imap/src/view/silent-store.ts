/**
 * What STORE with .SILENT changed (RFC 9051 6.4.6): the server need not tell it, so that a view works it out once the command is completed. Where
 * the server told other flags of a message meanwhile, which came last is not known.
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

/** What came of a silent STORE. */
interface StoreOutcome {
  /** Which command of the session it was. */
  readonly order: number
  /** The messages that MODIFIED names; `undefined` where it failed. */
  readonly modified: SequenceSet | undefined
  readonly isPermanent: (flag: string) => boolean
}

/** What was told of messages while STOREs are under way. */
export class SilentStores {
  /** Messages whose flags were told since a command was completed: each command that was sent up to now may have been carried out before. */
  readonly #lastTold = new Set<number>()
  /**
   * The same before that, with the order of the last command that was sent before the completion after it: a STORE up to that one may have been carried
   * out before the flags were told, since a server may answer several commands at once. Or the order of the STORE that they follow from.
   */
  readonly #told = new Map<number, number>()
  /** Messages whose mod-sequence came without flags (RFC 7162 3.1.3), as the responses to a silent STORE do: it was not completed yet. */
  readonly #changed = new Set<number>()

  /** FETCH told this of a message. */
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

  /** Messages are gone. */
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

  /** Nothing more comes: gives the messages whose flags are not known any more. */
  closed(): readonly number[] {
    const left = [...this.#changed]
    this.clear()
    return left
  }

  /**
   * The flags that one left, but of the messages that were modified (RFC 7162 3.1.3): `undefined` where they were told meanwhile and do not fit, and
   * where it failed, which it may have done after some of the messages (RFC 2180 4.2). Messages whose flags were not known, or are the same as
   * told, are left out. A flag that is not permanent may not have been stored (RFC 9051 7.1): the flags are not known then.
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
      // What is completed later may have been carried out before this one.
      if (isLater) this.#told.set(uid, order)
      if (modified === undefined || !canStore) yield { uid, flags: undefined }
      else if (isLater) yield { uid, flags: after }
      else if (!haveSameFlags(before, after)) yield { uid, flags: undefined }
    }
  }
}

/** The flags of a message after it. */
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
