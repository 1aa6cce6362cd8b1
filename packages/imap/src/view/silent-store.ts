/**
 * What STORE with .SILENT changed (RFC 9051 6.4.6): the server need not tell it, so that a view works it out once the command is completed. Where
 * the server told flags of a message meanwhile that do not fit, nobody knows which came last.
 */
import type { CommandBodyInit } from '../command/command.js'
import type { StoreFlagsCommand } from '../command/store.js'
import { type SequenceSet, sequenceSetFilter } from '../mailbox/sequence-set.js'
import { flagKeys, isSame, type MessageData } from './message-data.js'
import type { Numbering } from './numbering.js'

/** A silent STORE of flags. */
export type SilentStore = Extract<CommandBodyInit, { readonly verb: 'store' }> & StoreFlagsCommand

export const isSilentStore = (command: CommandBodyInit): command is SilentStore =>
  command.verb === 'store' && (command.item === undefined || command.item === 'FLAGS') && command.silent

/** What was told of messages while STOREs are under way. */
export class SilentStores {
  /** Messages whose flags were told since a command was completed. */
  readonly #told = new Set<number>()
  /** Messages of which a mod-sequence came without flags (RFC 7162 3.1.3): these are what a STORE leaves that is not completed. */
  readonly #changed = new Set<number>()

  /** FETCH told this of a message. */
  fetched(uid: number, hasFlags: boolean): void {
    if (hasFlags) this.#told.add(uid)
    if (hasFlags) this.#changed.delete(uid)
    else this.#changed.add(uid)
  }

  /** A command was completed. */
  completed(): void {
    this.#told.clear()
  }

  /** Nothing more comes: gives the messages whose flags are not known any more. */
  closed(): readonly number[] {
    const left = [...this.#changed]
    this.#told.clear()
    this.#changed.clear()
    return left
  }

  /**
   * What one left of flags, but of the messages that MODIFIED names (RFC 7162 3.1.3): `undefined` where they were told meanwhile and do not fit, and
   * where it failed, which it may have done after some of the messages (RFC 2180 4.2). Messages whose flags were not known, or are the same as
   * told, are left out.
   */
  *stored(
    command: SilentStore,
    modified: SequenceSet | undefined,
    numbers: Numbering,
    data: MessageData,
  ): Generator<{ readonly uid: number; readonly flags: readonly string[] | undefined }> {
    if (command.set === '$') return
    const isModified = sequenceSetFilter(modified ?? [], command.uid ? numbers.list.lastUid : numbers.list.size)
    for (const { uid, number } of numbers.named(command.set, command.uid)) {
      const before = data.flagsOf(uid)
      if (before === undefined || isModified(number)) continue
      this.#changed.delete(uid)
      const after = flagsAfter(command, before)
      if (modified === undefined) yield { uid, flags: undefined }
      else if (!this.#told.has(uid)) yield { uid, flags: after }
      else if (!isSame(before, after)) yield { uid, flags: undefined }
    }
  }
}

/** The flags of a message after it. */
export function flagsAfter(
  { action, flags }: Pick<StoreFlagsCommand, 'action' | 'flags'>,
  before: readonly string[],
): readonly string[] {
  // A server keeps \Recent, whatever is stored (RFC 3501 2.3.2).
  if (action === 'replace') return [...flags, ...before.filter(flag => flag.toLowerCase() === '\\recent')]
  const keys = flagKeys(flags)
  const others = before.filter(flag => !keys.has(flag.toLowerCase()))
  return action === 'add' ? [...others, ...flags] : others
}
