/** Addresses of ENVELOPE as people read them (RFC 5322 3.4), and the groups that RFC 9051 7.5.2 marks among them. */
import type { Address } from '../fetch/envelope.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { decodeWords } from './encoded-word.js'

/** A mailbox, or a group of them. */
export type AddressEntry =
  | { readonly type: 'mailbox'; readonly address: Address }
  | { readonly type: 'group'; readonly name: string; readonly members: readonly Address[] }

/**
 * The mailboxes and groups of a field (RFC 9051 7.5.2, RFC 5322 3.4), in their order. A group whose end is missing ends with the list or before the next group; an end without a beginning
 * is skipped. Names stay encoded.
 *
 * @param addresses a field of an `Envelope`; `null` gives an empty list
 * @throws {@link ImapError} `bad-value` for what is not a list of addresses
 *
 * @example
 * const marker = { name: null, route: null, mailbox: null, host: null }
 * const ann = { ...marker, mailbox: 'ann', host: 'example.org' }
 * addressEntries([{ ...marker, mailbox: 'Friends' }, ann, marker]) // => [{ type: 'group', name: 'Friends', members: [ann] }]
 */
export function addressEntries(addresses: readonly Address[] | null): AddressEntry[] {
  const entries: AddressEntry[] = []
  let members: Address[] | undefined
  for (const address of listOf(addresses ?? [], 'read addresses')) {
    const { name, mailbox, host } = partsOfAddress(address)
    if (host === null && mailbox !== null) {
      members = []
      entries.push({ type: 'group', name: mailbox, members })
    } else if (host === null && (members !== undefined || name === null)) members = undefined
    else if (members !== undefined) members.push(address)
    // A name without an address is a marker only where a group is open.
    else entries.push({ type: 'mailbox', address })
  }
  return entries
}

/**
 * Every mailbox of a field (RFC 9051 7.5.2), those of groups too, without the markers.
 *
 * @throws {@link ImapError} `bad-value` for what is not a list of addresses
 *
 * @example
 * const ann = { name: null, route: null, mailbox: 'ann', host: 'example.org' }
 * flattenAddresses([{ ...ann, mailbox: 'Friends', host: null }, ann]) // => [ann]
 */
export const flattenAddresses = (addresses: readonly Address[] | null): Address[] =>
  addressEntries(addresses).flatMap(entry => (entry.type === 'group' ? entry.members : [entry.address]))

/**
 * One address for display (RFC 5322 3.4): `Ann Example <ann@example.org>`. Encoded words of the name are decoded; name and local part are in quotes where they must be.
 * Control characters become spaces, and an obsolete route is left out. The beginning of a group gives its name and a colon, the end of one a semicolon.
 *
 * @throws {@link ImapError} `bad-value` for what is not an address
 *
 * @example
 * formatAddress({ name: '=?utf-8?Q?J=C3=B6rg?= Q. X', route: null, mailbox: 'j..x', host: 'example.org' }) // => '"Jörg Q. X" <"j..x"@example.org>'
 */
export function formatAddress(address: Address): string {
  const { name, mailbox, host } = partsOfAddress(address)
  const shown = name === null ? '' : phrase(name)
  if (host === null && mailbox !== null) return `${phrase(mailbox)}:`
  if (host === null) return shown || ';'
  const local = localPart(mailbox ?? '')
  const spec = host === '' ? local : `${local}@${hostText(host)}`
  return shown === '' ? spec : `${shown} <${spec}>`
}

/**
 * A whole field for display (RFC 5322 3.4), with commas between and groups as `Name: members;`.
 *
 * @throws {@link ImapError} `bad-value` for what is not a list of addresses
 *
 * @example
 * const ann = { name: null, route: null, mailbox: 'ann', host: 'example.org' }
 * formatAddresses([{ ...ann, mailbox: 'Friends', host: null }, ann, { ...ann, mailbox: 'ben' }]) // => 'Friends: ann@example.org, ben@example.org;'
 */
export const formatAddresses = (addresses: readonly Address[] | null): string =>
  addressEntries(addresses)
    .map(entry => {
      if (entry.type === 'mailbox') return formatAddress(entry.address)
      const members = entry.members.map(formatAddress).join(', ')
      return `${phrase(entry.name)}:${members === '' ? '' : ` ${members}`};`
    })
    .join(', ')

/** A host is shown as it is, but for what would end the address and begin another one. */
const hostText = (host: string): string => printable(host).replace(/[<>()"\\,;@]/g, '\ufffd')

function partsOfAddress(address: Address): Pick<Address, 'name' | 'mailbox' | 'host'> {
  const { name, mailbox, host } = fieldsOf(address, 'format address')
  for (const part of [name, mailbox, host]) if (part !== null) textOf(part, 'format address')
  return { name, mailbox, host }
}

/** `phrase = 1*word`, in quotes where it is not atoms with a space between. What looks like an encoded word only once it is decoded is quoted, too. */
function phrase(encoded: string): string {
  const text = printable(decodeWords(encoded))
  const isAtoms = !/[^\w!#$%&'*+\-/=?^`{|}~\x80-\uffff ]|^ | $| {2}/.test(text)
  return text === '' || (isAtoms && (text === encoded || !text.includes('=?'))) ? text : quoted(text)
}

/** `local-part = dot-atom / quoted-string` */
function localPart(mailbox: string): string {
  const text = printable(mailbox)
  return text === '' || /[^\w!#$%&'*+\-/=?^`{|}~\x80-\uffff.]|^\.|\.$|\.\./.test(text) ? quoted(text) : text
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Control characters would break a line or drive a terminal. */
const printable = (text: string): string => text.replace(/[\0-\x1f\x7f-\x9f]/g, ' ')
