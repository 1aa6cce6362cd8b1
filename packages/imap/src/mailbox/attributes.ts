/** What the attributes of a LIST response mean for a mailbox (RFC 9051 6.3.9.4, 7.3.1, RFC 5258 3.4): those that were sent, and those that follow from them. */
import { upperAscii } from '@mailwire/bytes'
import { listOf, textOf } from '../values.js'

/** An attribute of a mailbox, which begins with a backslash: the known ones (RFC 9051 7.3.1, RFC 6154 2, RFC 8457), and any other. */
export type MailboxAttribute =
  | '\\NonExistent'
  | '\\NoSelect'
  | '\\NoInferiors'
  | '\\HasChildren'
  | '\\HasNoChildren'
  | '\\Marked'
  | '\\Unmarked'
  | '\\Subscribed'
  | '\\Remote'
  | '\\All'
  | '\\Archive'
  | '\\Drafts'
  | '\\Flagged'
  | '\\Important'
  | '\\Junk'
  | '\\Sent'
  | '\\Trash'
  | (string & NonNullable<unknown>)

/** By an attribute: those with a stronger meaning, each of which implies it. */
const impliedBy: ReadonlyMap<string, readonly string[]> = /* @__PURE__ */ new Map([
  ['\\HASNOCHILDREN', ['\\NOINFERIORS']],
  ['\\NOSELECT', ['\\NONEXISTENT']],
])

/** By an attribute: the one that contradicts it. Where both are there, neither counts. */
const contradictedBy: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['\\HASCHILDREN', '\\HASNOCHILDREN'],
  ['\\HASNOCHILDREN', '\\HASCHILDREN'],
])

/**
 * True when a mailbox has an attribute, sent or implied: `\NoInferiors` implies `\HasNoChildren`, and `\NonExistent` implies `\NoSelect` (RFC 9051
 * 6.3.9.4). Of `\HasChildren` and `\HasNoChildren` in one response neither counts (7.3.1). Letter case does not matter. The `\Noselect` of an LSUB
 * response means something else: that the name is not subscribed to, but one below it is (RFC 3501 6.3.9).
 *
 * @param attributes those of a `ListResponse`, unchanged
 * @param name the attribute, with its backslash: `\\Trash` in a literal; without it, none is found
 * @throws {@link ImapError} `bad-value` for what is not a list of texts, or not a text
 *
 * @example
 * hasMailboxAttribute(['\\NonExistent', '\\Subscribed'], '\\NoSelect') // => true
 * hasMailboxAttribute(['\\Noinferiors'], '\\HasNoChildren') // => true
 */
export function hasMailboxAttribute(attributes: readonly string[], name: MailboxAttribute): boolean {
  const sent = new Set(listOf(attributes, 'read attributes').map(one => upperAscii(textOf(one, 'read attributes'))))
  const wanted = upperAscii(textOf(name, 'read attributes'))
  const opposite = contradictedBy.get(wanted)
  return isSaid(sent, wanted) && (opposite === undefined || !isSaid(sent, opposite))
}

const isSaid = (sent: ReadonlySet<string>, name: string): boolean =>
  sent.has(name) || impliedBy.get(name)?.some(stronger => sent.has(stronger)) === true
