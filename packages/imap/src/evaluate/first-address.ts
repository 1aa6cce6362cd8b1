/**
 * The first address of a field as ENVELOPE has it (RFC 9051 7.5.2, RFC 5322 3.4, 4.4), and what SORT compares of it (RFC 5256 3, RFC 5957 3). The field is
 * read once, and no further than that address; whatever it holds is an address or none.
 */
import type { Address } from '../fetch/envelope.js'
import { decodeWords } from '../text/encoded-word.js'
import { FieldText, isSpace } from './field-text.js'

/**
 * The first address of a From, To or Cc field, or the marker of the group that it begins with; `undefined` where there is none. Encoded words stay encoded. A comment
 * is the name of an address that has no other, as of old.
 */
export function firstAddress(value: string): Address | undefined {
  const reader = new AddressReader(value)
  for (;;) {
    const mark = reader.next()
    const { phrase, spec } = reader
    if (mark === '<') return inAngles(reader, phrase)
    if (mark === '@') {
      reader.comment = ''
      const behind = reader.next()
      const host = reader.spec
      return behind === '<' ? inAngles(reader, `${spec}@${host}`) : addressOf(reader.comment, spec, host)
    }
    if (phrase !== '') return mark === ':' ? { name: null, route: null, mailbox: phrase, host: null } : addressOf('', phrase, '')
    if (mark === '') return undefined
  }
}

/** `angle-addr = "<" [obs-route] addr-spec ">"`, after its `<` */
function inAngles(reader: AddressReader, name: string): Address {
  for (;;) {
    const mark = reader.next()
    const mailbox = reader.spec
    // `obs-route = obs-domain-list ":"`, of `"@" domain` and commas, leads to the mailbox.
    if (mailbox === '' && (mark === ',' || mark === ':')) continue
    if (mark !== '@') return addressOf(name, mailbox, '')
    const behind = reader.next()
    if (mailbox !== '' || (behind !== ',' && behind !== ':')) return addressOf(name, mailbox, reader.spec)
  }
}

const addressOf = (name: string, mailbox: string, host: string): Address => ({
  name: name === '' ? null : name,
  route: null,
  mailbox,
  host,
})

const MAX_DOMAIN = 255

/** Words up to the next mark. */
class AddressReader {
  /** The words with one space between, where there was white space or a comment. */
  phrase = ''
  /** The words with nothing between: `local-part` and `domain` may hold white space and comments that mean nothing. */
  spec = ''
  /** The last comment. */
  comment = ''
  readonly #field: FieldText

  constructor(text: string) {
    this.#field = new FieldText(text)
  }

  /** Reads on to one of `< > @ , ; :`, or the end, which is the empty mark. */
  next(): string {
    const field = this.#field
    const words: string[] = []
    let isApart = false
    for (;;) {
      const char = field.text[field.at++] ?? ''
      if (char === '' || '<>@,;:'.includes(char)) {
        this.phrase = words.join('').trim()
        this.spec = words.filter(word => word !== ' ').join('')
        return char
      }
      const comment = char === '(' ? field.comment() : undefined
      if (comment !== undefined) this.comment = comment
      else if (!isSpace(char)) {
        if (isApart && words.length > 0) words.push(' ')
        isApart = false
        words.push((char === '"' ? field.quoted() : char === '[' ? this.#literal() : undefined) ?? this.#atom())
        continue
      }
      isApart = true
    }
  }

  /** `domain-literal`, with its brackets; no longer than a domain may be (RFC 5321 4.5.3.1.2) */
  #literal(): string | undefined {
    const field = this.#field
    const length = field.text.slice(field.at, field.at + MAX_DOMAIN).indexOf(']')
    if (length < 0) return undefined
    const from = field.at - 1
    field.at += length + 1
    return field.text.slice(from, field.at)
  }

  /** Any other characters up to white space or a special one. */
  #atom(): string {
    const field = this.#field
    const from = field.at - 1
    while (field.at < field.text.length && !' \t\r\n<>@,;:("'.includes(field.text[field.at]!)) field.at++
    return field.text.slice(from, field.at)
  }
}

/** What FROM, TO and CC compare: `addr-mailbox` (RFC 5256 3), of which a missing address has none. */
export const mailboxText = (address: Address | undefined): string => address?.mailbox ?? ''

/** What DISPLAYFROM and DISPLAYTO compare: the name as it is read, or else the address (RFC 5957 3). */
export function displayText(address: Address | undefined): string {
  if (address === undefined) return ''
  const { name, mailbox, host } = address
  const shown = decodeWords(name ?? '')
  return shown === '' && host ? `${mailbox}@${host}` : shown || (mailbox ?? '')
}
