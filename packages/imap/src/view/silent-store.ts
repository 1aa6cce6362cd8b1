/**
 * What STORE with .SILENT changed (RFC 9051 6.4.6): the server need not tell it, so that a view works it out once the command is completed. Where
 * the server told flags of a message meanwhile that do not fit, nobody knows which came last.
 */
import type { CommandBodyInit } from '../command/command.js'
import type { StoreFlagsCommand } from '../command/store.js'
import { flagKeys } from './message-data.js'

/** A silent STORE of flags. */
export type SilentStore = Extract<CommandBodyInit, { readonly verb: 'store' }> & StoreFlagsCommand

export const isSilentStore = (command: CommandBodyInit): command is SilentStore =>
  command.verb === 'store' && (command.item === undefined || command.item === 'FLAGS') && command.silent

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
