/**
 * Messages as an IMAP server sees them, each another one: what they say is made by a generator with a fixed seed, and written as responses in
 * `imap.ts`. No two share a subject, an identifier or a boundary; correspondents, hosts and types repeat as they do in a mailbox. A table of strings finds no more than there.
 */

export interface Person {
  readonly name: string | null
  /** Of a group (RFC 9051 7.5.2) its name, and `null` at its end. */
  readonly mailbox: string | null
  readonly host: string | null
}

export interface Envelope {
  readonly date: string
  readonly subject: string | null
  /** From, sender, reply-to, to, cc, bcc. */
  readonly people: readonly (readonly Person[] | null)[]
  readonly inReplyTo: string | null
  readonly messageId: string
}

export type Parameters = readonly (readonly [name: string, value: string])[] | null

interface Common {
  readonly subtype: string
  readonly parameters: Parameters
  readonly disposition: readonly [type: string, parameters: Parameters] | null
  readonly language: readonly string[] | null
  readonly location: string | null
}

export interface Multipart extends Common {
  readonly parts: readonly Part[]
}

export interface Single extends Common {
  readonly type: string
  readonly id: string | null
  readonly description: string | null
  readonly encoding: string | null
  readonly size: number
  readonly lines?: number | undefined
  /** Of message/rfc822. */
  readonly message?: readonly [envelope: Envelope, structure: Part] | undefined
}

export type Part = Multipart | Single

export interface Message {
  readonly sequence: number
  readonly uid: number
  readonly flags: readonly string[]
  readonly internalDate: string
  readonly size: number
  readonly modseq: string
  readonly envelope: Envelope
  readonly structure: Part
  /** References and List-Id, with the empty line. */
  readonly header: string
}

/** Numbers from a seed. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * limit)
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0
  }
}

const TOPICS =
  'invoice minutes offer draft contract holiday timetable newsletter order delivery report question photos tickets'.split(' ')
const WHICH = 'last next corrected missing yearly weekly unpaid final second open signed shared urgent old'.split(' ')
const GIVEN = 'Ada Bruno Chloe Dmitri Elif Farid Greta Hiro Ines Jonas Kofi Lena Marek Noor Olga Pablo Zoë Jürgen François'.split(
  ' ',
)
const FAMILY = 'Abbott Brandt Costa Diaz Eriksen Fontaine Garcia Hughes Ivanova Jansen Kowalski Larsen Müller Novák Okafor'.split(
  ' ',
)
const HOSTS = ['example.com', 'mail.example.org', 'some.domain', 'lists.example.net', 'uni.example.edu', 'shop.example']
const FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '$Forwarded', '$NotJunk', 'NonJunk', '$label1']
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Text as mail programs write it into a header: beyond ASCII as an encoded word (RFC 2047). */
const encoded = (text: string): string => (/^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`)

function person(dice: Dice): Person {
  const [given, family] = [dice.one(GIVEN), dice.one(FAMILY)]
  const ascii = `${given}.${family}`
    .normalize('NFD')
    .replace(/[^a-z.]/gi, '')
    .toLowerCase()
  const name = dice.once(5) ? null : encoded(dice.once(6) ? `${family}, "${given}"` : `${given} ${family}`)
  return { name, mailbox: `${ascii}${dice.once(3) ? dice.below(99) : ''}`, host: dice.one(HOSTS) }
}

const people = (dice: Dice, most: number): readonly Person[] => Array.from({ length: 1 + dice.below(most) }, () => person(dice))

const UNDISCLOSED: readonly Person[] = [
  { name: null, mailbox: 'undisclosed-recipients', host: null },
  { name: null, mailbox: null, host: null },
]

const messageId = (dice: Dice): string => `<${dice.below(1e9).toString(36)}.${dice.below(1e9).toString(16)}@${dice.one(HOSTS)}>`
const two = (value: number): string => String(value).padStart(2, '0')

function envelope(dice: Dice): Envelope {
  const from = [person(dice)]
  const reply = dice.once(2)
  const subject = `${reply ? 'Re: ' : ''}the ${dice.one(WHICH)} ${dice.one(TOPICS)} of ${dice.one(FAMILY)}, number ${dice.below(1e6)}`
  const time = `${two(dice.below(24))}:${two(dice.below(60))}:${two(dice.below(60))}`
  return {
    date: `${two(1 + dice.below(28))} ${dice.one(MONTHS)} ${2019 + dice.below(8)} ${time} ${dice.one(['+0000', '-0700', '+0530'])}`,
    subject: dice.once(40) ? null : encoded(subject),
    people: [
      from,
      dice.once(8) ? [person(dice)] : from,
      dice.once(6) ? [person(dice)] : from,
      dice.once(20) ? UNDISCLOSED : people(dice, 3),
      dice.once(4) ? people(dice, 6) : null,
      null,
    ],
    inReplyTo: reply ? messageId(dice) : null,
    messageId: messageId(dice),
  }
}

const NOTHING = { disposition: null, language: null, location: null }

function textPart(dice: Dice, subtype: string): Single {
  const size = 200 + dice.below(40_000)
  return {
    ...NOTHING,
    type: 'text',
    subtype,
    parameters: [
      ['charset', dice.one(['utf-8', 'us-ascii', 'iso-8859-1'])],
      ...(dice.once(3) ? [['format', 'flowed'] as const] : []),
    ],
    language: dice.once(12) ? ['en'] : null,
    id: null,
    description: null,
    encoding: dice.one(['quoted-printable', '7bit', '8bit', 'base64']),
    size,
    lines: Math.ceil(size / 60),
  }
}

const ATTACHMENTS = [
  ['application', 'pdf', 'pdf'],
  ['image', 'jpeg', 'jpg'],
  ['image', 'png', 'png'],
  ['application', 'vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application', 'zip', 'zip'],
] as const

function attachment(dice: Dice, isInline = false): Single {
  const [type, subtype, ending] = dice.one(ATTACHMENTS)
  const name = encoded(`${dice.one(WHICH)} ${dice.one(TOPICS)}${dice.once(6) ? ' für alle' : ''} ${dice.below(1e5)}.${ending}`)
  const size = 1000 + dice.below(4_000_000)
  return {
    type,
    subtype,
    parameters: [['name', name]],
    id: isInline ? messageId(dice) : null,
    description: dice.once(8) ? `the ${dice.one(TOPICS)}` : null,
    encoding: 'base64',
    size,
    disposition: [
      isInline ? 'inline' : 'attachment',
      [['filename', name], ...(dice.once(2) ? [['size', String(Math.floor(size * 0.73))] as const] : [])],
    ],
    language: null,
    location: dice.once(20) ? `https://${dice.one(HOSTS)}/${dice.below(1e6)}` : null,
  }
}

const multipart = (dice: Dice, subtype: string, parts: readonly Part[]): Multipart => ({
  ...NOTHING,
  subtype,
  parameters: [['boundary', `----=_Part_${dice.below(1e7)}_${dice.below(1e9).toString(36)}`]],
  parts,
})

const several = (count: number, make: () => Part): readonly Part[] => Array.from({ length: count }, make)

const alternative = (dice: Dice): Part => multipart(dice, 'alternative', [textPart(dice, 'plain'), textPart(dice, 'html')])
const related = (dice: Dice, images: number): Part =>
  multipart(dice, 'related', [textPart(dice, 'html'), ...several(images, () => attachment(dice, true))])

/** A forwarded message. */
function forwarded(dice: Dice): Single {
  const size = 2000 + dice.below(60_000)
  return {
    ...NOTHING,
    type: 'message',
    subtype: 'rfc822',
    parameters: null,
    id: null,
    description: null,
    encoding: '7bit',
    size,
    lines: Math.ceil(size / 60),
    message: [envelope(dice), dice.once(2) ? alternative(dice) : textPart(dice, 'plain')],
  }
}

/** What people send each other, and what shops send them. */
const usual: readonly ((dice: Dice) => Part)[] = [
  dice => textPart(dice, 'plain'),
  alternative,
  alternative,
  dice => multipart(dice, 'mixed', [alternative(dice), ...several(1 + dice.below(3), () => attachment(dice))]),
  dice => multipart(dice, 'mixed', [textPart(dice, 'plain'), attachment(dice)]),
  dice => multipart(dice, 'alternative', [textPart(dice, 'plain'), related(dice, 1 + dice.below(3))]),
  dice => multipart(dice, 'mixed', [textPart(dice, 'plain'), forwarded(dice)]),
  dice => multipart(dice, 'mixed', [alternative(dice), textPart(dice, 'calendar')]),
]

/** Ten to thirty parts: a newsletter with its images, photos, a digest. */
const large: readonly ((dice: Dice) => Part)[] = [
  dice => multipart(dice, 'alternative', [textPart(dice, 'plain'), related(dice, 10 + dice.below(20))]),
  dice => multipart(dice, 'mixed', [alternative(dice), ...several(10 + dice.below(20), () => attachment(dice))]),
  dice =>
    multipart(dice, 'mixed', [
      textPart(dice, 'plain'),
      multipart(
        dice,
        'digest',
        several(6 + dice.below(8), () => forwarded(dice)),
      ),
    ]),
]

function message(at: number, structures: readonly ((dice: Dice) => Part)[]): Message {
  const dice = new Dice(at)
  const day = String(1 + dice.below(28)).padStart(2, ' ')
  const references = Array.from({ length: 1 + dice.below(4) }, () => messageId(dice)).join('\r\n ')
  return {
    sequence: at + 1,
    uid: 4711 + 3 * at + dice.below(3),
    flags: FLAGS.filter(() => dice.once(3)),
    internalDate: `${day}-${dice.one(MONTHS)}-2026 ${two(dice.below(24))}:${two(dice.below(60))}:12 +0000`,
    size: 1500 + dice.below(5_000_000),
    modseq: `${90060115194 + dice.below(1e9)}`,
    envelope: envelope(dice),
    structure: dice.one(structures)(dice),
    header: `References: ${references}\r\n${dice.once(4) ? `List-Id: <${dice.one(TOPICS)}.${dice.one(HOSTS)}>\r\n` : ''}\r\n`,
  }
}

/** Messages as most are. */
export const messages = (count: number): readonly Message[] => Array.from({ length: count }, (_, at) => message(at, usual))

/** Messages of many parts. */
export const largeMessages = (count: number): readonly Message[] => Array.from({ length: count }, (_, at) => message(at, large))
