/**
 * The first address of a field as ENVELOPE has it (RFC 9051 7.5.2, RFC 5322 3.4, 4.4), and what SORT compares of it (RFC 5256 3, RFC 5957 3). The field is
 * read once, and no further than that address; whatever it holds is an address or none.
 */
import type { Address } from '../fetch/envelope.js'
import { decodeWords } from '../text/encoded-word.js'

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
      const behind = reader.next()
      const host = reader.spec
      return behind === '<' ? inAngles(reader, `${spec}@${host}`) : addressOf(reader.comment, spec, host)
    }
    if (phrase !== '') return mark === ':' ? { name: null, route: null, mailbox: phrase, host: null } : addressOf('', phrase, '')
    if (mark === '') return undefined
  }
}

/** `angle-addr = "<" [obs-route] addr-spec ">"`, behind its `<` */
function inAngles(reader: AddressReader, name: string): Address {
  for (;;) {
    const mark = reader.next()
    const mailbox = reader.spec
    if (mark === ',' || mark === ':') continue
    if (mark !== '@') return addressOf(name || reader.comment, mailbox, '')
    const behind = reader.next()
    // `obs-route = obs-domain-list ":"`: what came so far is the way to the mailbox.
    if (behind !== ',' && behind !== ':') return addressOf(name || reader.comment, mailbox, reader.spec)
  }
}

const addressOf = (name: string, mailbox: string, host: string): Address => ({
  name: name === '' ? null : name,
  route: null,
  mailbox,
  host,
})

/** Words up to the next mark. */
class AddressReader {
  /** The words with one space between, where there was white space or a comment. */
  phrase = ''
  /** The words with nothing between: `local-part` and `domain` may hold white space and comments that mean nothing. */
  spec = ''
  /** The last comment. */
  comment = ''
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads on to one of `< > @ , ; :`, or the end, which is the empty mark. */
  next(): string {
    const text = this.#text
    const words: string[] = []
    let isApart = false
    for (;;) {
      const char = text[this.#at++] ?? ''
      if (char === '' || '<>@,;:'.includes(char)) {
        this.phrase = words.join('').trim()
        this.spec = words.filter(word => word !== ' ').join('')
        return char
      }
      if (char === '(') this.comment = this.#comment()
      else if (!isSpace(char)) {
        if (isApart && words.length > 0) words.push(' ')
        isApart = false
        words.push(char === '"' ? this.#quoted() : char === '[' ? this.#literal() : this.#atom())
        continue
      }
      isApart = true
    }
  }

  /** `quoted-string`, without its quotes and escapes */
  #quoted(): string {
    let content = ''
    let from = this.#at
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === '"') {
        this.#at = at + 1
        return content + this.#text.slice(from, at)
      }
      if (char !== '\\') continue
      content += this.#text.slice(from, at)
      from = ++at
    }
    this.#at = this.#text.length
    return content + this.#text.slice(from)
  }

  /** `comment`, without its parentheses and escapes; one that is not closed goes to the end. */
  #comment(): string {
    let content = ''
    let from = this.#at
    let depth = 1
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === '(') depth++
      else if (char === ')' && --depth === 0) {
        this.#at = at + 1
        return (content + this.#text.slice(from, at)).trim()
      } else if (char === '\\') {
        content += this.#text.slice(from, at)
        from = ++at
      }
    }
    this.#at = this.#text.length
    return (content + this.#text.slice(from)).trim()
  }

  /** `domain-literal`, with its brackets */
  #literal(): string {
    const from = this.#at - 1
    const end = this.#text.indexOf(']', this.#at)
    this.#at = end < 0 ? this.#text.length : end + 1
    return this.#text.slice(from, this.#at)
  }

  /** Any other characters up to white space or a special one. */
  #atom(): string {
    const from = this.#at - 1
    while (this.#at < this.#text.length && !' \t\r\n<>@,;:("['.includes(this.#text[this.#at]!)) this.#at++
    return this.#text.slice(from, this.#at)
  }
}

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n'

/** What FROM, TO and CC compare: `addr-mailbox` (RFC 5256 3), of which a missing address has none. */
export const mailboxText = (address: Address | undefined): string => address?.mailbox ?? ''

/** What DISPLAYFROM and DISPLAYTO compare: the name as it is read, or else the address (RFC 5957 3). */
export function displayText(address: Address | undefined): string {
  if (address === undefined) return ''
  const { name, mailbox, host } = address
  const shown = decodeWords(name ?? '')
  return shown === '' && host ? `${mailbox}@${host}` : shown || (mailbox ?? '')
}
