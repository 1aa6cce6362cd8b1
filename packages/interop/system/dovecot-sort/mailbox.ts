/** A mailbox of hostile messages, the same in every run: what SORT and THREAD look at, in the forms that real mail has and in those that it should not have. */
import type { HeaderField, MessageFacts } from '../../../imap/src/evaluate/message.js'
import { ODD_ADDRESSES, ODD_DATES, ODD_IDS } from './odd-forms.js'

/** A message: what a server knows of it, and its header. */
export interface SortedMail extends MessageFacts {
  /** Values as they are on the wire, folded. */
  readonly header: readonly HeaderField[]
  readonly body: string
}

/** Numbers from 0 up to 1, by mulberry32: from a seed always the same. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const TOPICS = [
  'lunch',
  'Lunch',
  'LUNCH',
  'lunch  tomorrow',
  'Café',
  'CAFÉ',
  'Cafe\u0301',
  'straße',
  'strasse',
  'STRASSE',
  'Ångström',
  'zebra',
  'Zoë',
  'ﬁnal',
  'ΣΊΣΥΦΟΣ',
  'Σίσυφος',
  'İstanbul',
  'istanbul',
  'привет',
  'ПРИВЕТ',
  '日本語',
  'ｆｕｌｌ',
  'full',
  '한국어',
  '\u{1f600} smile',
  '\u{10428}',
  '\u{10400}',
  '\uffee',
  'a',
  'b',
  'A b',
  '',
  '',
  '[only]',
  '[x] [y]',
  'no (fwd) end',
  're lunch',
  '(fwd)',
  'fwd',
  '7',
  '_',
  '~tilde',
  '"quoted"',
]
const LEADERS = [
  'Re: ',
  're:',
  'RE : ',
  'Fwd: ',
  'FW:',
  'fw: ',
  'Re[2]: ',
  'Re [a b] : ',
  '[list] ',
  '[list]',
  '[a][b] ',
  '[list] Re: ',
  '[x',
  ' ',
  '\t',
  'Aw: ',
  '[fwd] ',
]
const TRAILERS = [' (fwd)', '(FWD)', ' (Fwd) ', ' ', ' (fwd) (fwd)', ' (fw)', ']']
const ZONES = ['+0000', '-0000', '+0200', '-0800', '+0530', 'GMT', 'UT', 'EST', 'PDT', 'Z', '']
const NAMES = [
  'Ann Example',
  '"Ann Example"',
  '"Doe, Jane"',
  'zoe',
  '=?utf-8?q?=C3=89mile?=',
  '=?iso-8859-1?q?=E9mile?=',
  '=?utf-8?b?w4Ugbmd0?=',
  'Ann (the first) E',
  '"a \\"b\\""',
  '',
  '',
]
const MAILBOXES = ['ann', 'Ann', 'ANN', 'ben', 'b.c', '"d e"', 'zoe', 'x+y', '_root', 'été', 'Été', '0']
/** How often a form is odd. */
const ODD = 0.15

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** So many messages, with unique identifiers from 1. */
export function sortedMailbox(count: number, seed: number): readonly SortedMail[] {
  const random = randomNumbers(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
  const often = (share: number): boolean => random() < share

  const subject = (): string => {
    let text = one(TOPICS)
    for (let times = below(4); times > 0; times--) text = one(LEADERS) + text
    for (let times = below(3) - 1; times > 0; times--) text += one(TRAILERS)
    if (often(0.08)) text = `${one(['[fwd: ', '[Fwd:', 'Re: [FWD: '])}${text}]`
    if (often(0.15)) text = encoded(text, one(['q', 'b']))
    if (often(0.05)) text = text.replace(' ', '\r\n ')
    return text
  }
  const two = (number: number): string => String(number).padStart(2, '0')
  const date = (): string => {
    if (often(ODD)) return one(ODD_DATES)
    const day = one(['', '', `${one(DAYS)}, `])
    const year = 2020 + below(3)
    const seconds = often(0.8) ? `:${two(below(60))}` : ''
    return `${day}${1 + below(28)} ${one(MONTHS)} ${year} ${two(below(24))}:${two(below(60))}${seconds} ${one(ZONES)}`.trimEnd()
  }
  const address = (): string => {
    if (often(ODD)) return one(ODD_ADDRESSES)
    const [name, mailbox] = [one(NAMES), `${one(MAILBOXES)}@${one(['a', 'b'])}.example`]
    return often(0.4) ? mailbox : `${name} <${mailbox}>`.trimStart()
  }
  const addresses = (): string =>
    Array.from({ length: 1 + below(3) }, address)
      .filter(one => one !== '')
      .join(', ')

  const messages: SortedMail[] = []
  for (let uid = 1; uid <= count; uid++) {
    const header: HeaderField[] = []
    const field = (name: string, share: number, value: () => string): void => {
      if (often(share)) header.push({ name, value: value() })
    }
    // Most threads are of messages nearby; some IDs are of no message, and some of several.
    const id = (number: number): string => `<m${Math.max(0, number)}@${number % 3 === 0 ? 'A' : 'a'}.example>`
    const near = (): string => odd(id(uid - 60 + below(90)))
    const odd = (id: string): string => (often(ODD) ? one(ODD_IDS)(id) : id)
    field('From', 0.95, address)
    field('To', 0.9, addresses)
    field('Cc', 0.5, addresses)
    field('Date', 0.93, date)
    field('Subject', 0.95, subject)
    field('Message-ID', 0.95, () => (often(0.06) ? near() : id(uid)))
    field('References', 0.5, () => Array.from({ length: 1 + below(5) }, near).join(often(0.2) ? '\r\n ' : ' '))
    field('In-Reply-To', 0.4, near)
    const body = `${'x'.repeat(below(40))}\r\n`
    const size = headerText(header).length + body.length
    messages.push({
      uid,
      sequence: uid,
      flags: [],
      size,
      internalDate: Date.UTC(2020, below(24), 1 + below(28), below(24)),
      header,
      body,
    })
  }
  return messages
}

/** The message as it is stored, each character a byte. */
export const messageText = ({ header, body }: SortedMail): string => headerText(header) + body

const headerText = (header: readonly HeaderField[]): string =>
  Buffer.from(`${header.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n`).toString('latin1')

/** The fields of these names as an evaluation wants them. */
export const fieldsOf = ({ header }: SortedMail, names: readonly string[]): readonly HeaderField[] =>
  header
    .filter(({ name }) => names.includes(name.toLowerCase()))
    .map(({ name, value }) => ({ name, value: value.replaceAll('\r\n', '').trim() }))

/** Words of at most ten characters. */
function encoded(text: string, encoding: string): string {
  return (
    Array.from(text)
      .join('')
      .match(/.{1,10}/gsu) ?? []
  )
    .map(piece => {
      const bytes = Buffer.from(piece)
      const content =
        encoding === 'b'
          ? bytes.toString('base64')
          : Array.from(bytes, byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
      return `=?utf-8?${encoding}?${content}?=`
    })
    .join(' ')
}
