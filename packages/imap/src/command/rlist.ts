/**
 * RLIST and RLSUB (RFC 2193 5): LIST and LSUB that tell also of mailboxes on other servers. XLIST, which Gmail and others had before SPECIAL-USE (RFC
 * 6154) was written: to RFC 3501 it is an experimental command (`x-command`).
 */
import { upperAscii } from '@mailwire/bytes'
import { REV1 } from '../grammar/words.js'
import { type LsubCommand, type LsubCommandInit, patternCommand, writePatternCommand } from './list.js'
import type { CommandRule } from './rule.js'

/** RLIST, RLSUB and XLIST. */
export interface RlistCommand extends Omit<LsubCommand, 'verb'> {
  readonly verb: 'rlist' | 'rlsub' | 'xlist'
}

/** The same as `encodeCommand` takes it. */
export type RlistCommandInit = Omit<LsubCommandInit, 'verb'> & Pick<RlistCommand, 'verb'>

/** `"RLIST" SP mailbox SP list-mailbox`, and the others */
const listing = (
  verb: RlistCommand['verb'],
  section: string,
  only?: typeof REV1,
): CommandRule<RlistCommand, RlistCommandInit> => ({
  name: upperAscii(verb),
  verb,
  section,
  only,
  decode: reader => ({ verb, ...patternCommand(reader) }),
  encode: (writer, command) => writePatternCommand(writer.raw(`${upperAscii(verb)} `), command),
})

export const rlist: CommandRule<RlistCommand, RlistCommandInit> = /* @__PURE__ */ listing('rlist', 'RFC 2193 5.1')
export const rlsub: CommandRule<RlistCommand, RlistCommandInit> = /* @__PURE__ */ listing('rlsub', 'RFC 2193 5.2')
export const xlist: CommandRule<RlistCommand, RlistCommandInit> = /* @__PURE__ */ listing('xlist', 'RFC 3501 6.5.1', REV1)
