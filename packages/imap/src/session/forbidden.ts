/** Commands that the grammar allows but the prose of an RFC forbids: a client does not send them, and a server refuses them. */
import { upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit } from '../command/command.js'
import type { SelectParameter } from '../command/select-parameter.js'
import { countInSequenceSet } from '../mailbox/set-algebra.js'
import { fieldsOf, listOf } from '../values.js'

/** Why the command lacks an ENABLE before it; `undefined` if it does not. A server hands it out, as a SELECT that fails has its own state after it. */
export const notEnabled = (command: CommandBodyInit, isEnabled: (capability: string) => boolean): string | undefined =>
  needsQresync(command) && !isEnabled('QRESYNC') ? NOT_ENABLED : undefined

const NOT_ENABLED =
  'QRESYNC is not enabled; ENABLE QRESYNC comes first, and its answer ENABLED must name QRESYNC (RFC 7162 3.2.3, 3.2.5, 3.2.6)'

/** True for what only a session with QRESYNC enabled may ask for. */
export function needsQresync(command: CommandBodyInit): boolean {
  const { verb } = command
  if (verb === 'fetch') return namedOf(command.modifiers).some(({ name }) => name === 'VANISHED')
  return (verb === 'select' || verb === 'examine') && namedOf(command.parameters).some(({ name }) => name === 'QRESYNC')
}

/** Why the command is forbidden; `undefined` if it is not. */
export function forbidden(command: CommandBodyInit): string | undefined {
  switch (command.verb) {
    case 'fetch':
      return twice(namedOf(command.modifiers)) ?? ofFetch(command.uid, namedOf(command.modifiers))
    case 'store':
      return twice(namedOf(command.modifiers))
    case 'select':
    case 'examine': {
      const parameters = namedOf(command.parameters)
      return twice(parameters) ?? parameters.map(ofParameter).find(reason => reason !== undefined)
    }
    case 'search':
    case 'sort':
    case 'esearch':
      return ofReturn(namedOf(command.returnOptions))
    default:
      return undefined
  }
}

/** Finds a modifier or a parameter that appears twice (RFC 4466 2.1, 2.4, 2.5): no RFC says which of the two counts. */
function twice(given: readonly { readonly name: string; readonly option?: string }[]): string | undefined {
  const seen = new Set<string>()
  for (const { name, option } of given) {
    const word = name === 'unknown' ? upperAscii(String(option)) : name
    if (seen.has(word)) return `${word} appears twice`
    seen.add(word)
  }
  return undefined
}

/** The value for `*`, which none of these sets may contain: encoding the command refuses it. */
const LARGEST = 0xffff_ffff

type Fetch = Extract<CommandBodyInit, { readonly verb: 'fetch' }>

function ofFetch(uid: boolean, modifiers: NonNullable<Fetch['modifiers']>): string | undefined {
  const since = modifiers.find(({ name }) => name === 'CHANGEDSINCE') as { readonly modseq: bigint } | undefined
  if (since?.modseq === 0n) return 'CHANGEDSINCE must be above 0 (RFC 7162 3.1.4.1)'
  const hasVanished = modifiers.some(({ name }) => name === 'VANISHED')
  return hasVanished && !(uid && since !== undefined) ? 'VANISHED needs UID FETCH with CHANGEDSINCE (RFC 7162 3.2.6)' : undefined
}

function ofParameter(parameter: SelectParameter): string | undefined {
  if (parameter.name !== 'QRESYNC') return undefined
  const { uidValidity, modseq, seqMatch } = parameter
  if (uidValidity === 0 || modseq === 0n) return 'UIDVALIDITY and the mod-sequence of QRESYNC must be above 0 (RFC 7162 3.2.5)'
  if (seqMatch === undefined) return undefined
  const { sequences, uids } = fieldsOf(seqMatch, 'encode QRESYNC')
  return countInSequenceSet(sequences, LARGEST) !== countInSequenceSet(uids, LARGEST)
    ? 'the two sets of QRESYNC must have equally many members (RFC 7162 3.2.5.2)'
    : undefined
}

/** A caller's options, checked at run time, as JavaScript callers may ignore the types. */
const namedOf = <Option extends { readonly name: string }>(given: readonly Option[] | undefined): readonly Option[] =>
  given === undefined ? [] : listOf(given, 'send').map(option => fieldsOf(option, 'send'))

function ofReturn(options: readonly { readonly name: string }[]): string | undefined {
  const count = (name: string): number => options.filter(option => option.name === name).length
  if (count('PARTIAL') > 1) return 'PARTIAL appears twice (RFC 9394 3.1)'
  return count('PARTIAL') > 0 && count('ALL') > 0 ? 'PARTIAL and ALL exclude each other (RFC 9394 3.1)' : undefined
}
