/** IMAP: framing, queued commands, responses of many lines or of one long line, sequence sets and mailbox names. */
import {
  ClientConnection,
  decodeCommand,
  decodeMailboxName,
  decodeResponse,
  encodeCommandWhole,
  encodeMailboxName,
  encodeResponse,
  formatSequenceSet,
  isInSequenceSet,
  parseSequenceSet,
  ResponseDecoder,
  ServerConnection,
  sequenceSetFilter,
  sequenceSetOf,
} from '@mailwire/imap'
import { bytesOf, cut, drain, feed, repeated } from './drive.js'
import type { GrowthTopic } from './growth.js'

const numbers = (size: number): number[] => Array.from({ length: size }, (_, at) => 3 * at + 1)
const topic = (name: string, from: number, make: GrowthTopic['make'], most?: number): GrowthTopic => ({
  name: `imap/${name}`,
  from,
  most,
  make,
})

/** Members that a list in a response may have, and capabilities. */
const MEMBERS = 100_000
const CAPABILITIES = 1_000
/** Members of which one keeps objects: fewer, so that what is measured is the work and not the memory. */
const IN_CACHE = 16_000
/** `(` and `{0}` in one response. */
const PARENTHESES = 4_000_000
const EMPTY_LITERALS = 400_000
/** Bytes of a line, as long as it may be. */
const LINE = 16_700_000
/** Identifiers that a line of 16 MiB holds. */
const IDS = 1_500_000

/** Gives a long line to the decoder of responses. */
const response = (name: string, text: (size: number) => string, most = MEMBERS): GrowthTopic =>
  topic(
    `response/${name}`,
    Math.min(1_000, most / 4),
    size => {
      const bytes = bytesOf(`${text(size)}\r\n`)
      return () => decodeResponse(bytes)
    },
    most,
  )

/** Gives many lines to it, in pieces as they come from a socket. */
const responses = (name: string, text: (size: number) => Uint8Array, piece = 1460, most?: number): GrowthTopic =>
  topic(
    `responses/${name}`,
    1_000,
    size => {
      const bytes = text(size)
      return () => drain(new ResponseDecoder({ limits: { buffered: 1e9 } }), cut(bytes, piece))
    },
    most,
  )

/** Gives a hostile response to it, whole and byte by byte; what it makes of it, an error included, is an event. */
const hostile = (name: string, text: (size: number) => string, most: number): readonly GrowthTopic[] => [
  responses(name, size => bytesOf(`${text(size)}\r\n`), 65_536, most),
  responses(`${name}-by-byte`, size => bytesOf(`${text(size)}\r\n`), 1, most),
]

/** A client that was greeted, with PREAUTH. */
function client(): ClientConnection {
  const session = new ClientConnection({ limits: { buffered: 1e9 } })
  feed(session, [bytesOf('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hello\r\n')])
  return session
}

const server = (name: string, script: (size: number) => Uint8Array, piece = 1460): GrowthTopic =>
  topic(`server/${name}`, 1_000, size => {
    const bytes = script(size)
    return () => {
      const session = new ServerConnection({ limits: { buffered: 1e9, line: 1e9, literal: 1e9, message: 1e9 } })
      return feed(session, cut(bytes, piece), event => {
        // Who is not logged in may not go on with what needs it for long.
        if (event.type === 'command' && event.command.verb === 'login')
          session.send({ type: 'ok', tag: event.command.tag, code: undefined, text: 'logged in' })
        else if ('suggestedReply' in event) session.send(event.suggestedReply)
      })
    }
  })

const list = (size: number, item: (at: number) => string): string => Array.from({ length: size }, (_, at) => item(at)).join(' ')

export const imap: readonly GrowthTopic[] = [
  topic(
    'mailbox-name/ampersands',
    1_000,
    size => {
      const name = '&'.repeat(size)
      return () => {
        try {
          return decodeMailboxName(name)
        } catch (error) {
          return error
        }
      }
    },
    4_000_000,
  ),
  topic('mailbox-name/both-ways', 1_000, size => {
    const name = 'a&é日'.repeat(size)
    return () => decodeMailboxName(encodeMailboxName(name))
  }),
  topic('sequence-set/parse', 1_000, size => {
    const text = numbers(size).join(',')
    return () => formatSequenceSet(parseSequenceSet(text))
  }),
  topic('sequence-set/of', 1_000, size => {
    const all = numbers(size).reverse()
    return () => sequenceSetOf(all)
  }),
  topic('sequence-set/contains', 10_000, size => {
    const set = sequenceSetOf(numbers(size))
    return () => isInSequenceSet(set, 2, 1e9)
  }),
  topic('sequence-set/filter', 1_000, size => {
    const all = numbers(size)
    const set = [...sequenceSetOf(all)].reverse()
    return () => all.filter(sequenceSetFilter(set, 1e9))
  }),
  response('search', size => `* SEARCH ${list(size, String)}`),
  response('esearch', size => `* ESEARCH (TAG "A1") UID ALL ${numbers(size).join(',')}`, IDS),
  response('flags', size => `* FLAGS (${list(size, at => `f${at}`)})`),
  response('capability', size => `* CAPABILITY IMAP4rev1 ${list(size - 1, at => `X${at}`)}`, CAPABILITIES),
  response('fetch-flags', size => `* 1 FETCH (FLAGS (${list(size, at => `f${at}`)}))`),
  response('fetch-sections', size => `* 1 FETCH (${list(size, at => `BODY[${at + 1}] "x"`)})`),
  response('fetch-unknown', size => `* 1 FETCH (${list(size, at => `X${at} (a b)`)})`, IN_CACHE),
  response(
    'envelope',
    size => `* 1 FETCH (ENVELOPE (NIL NIL (${'("a" NIL "b" "c")'.repeat(size)}) NIL NIL NIL NIL NIL NIL NIL))`,
  ),
  response(
    'structure',
    size => `* 1 FETCH (BODYSTRUCTURE (${'("text" "plain" ("a" "b") NIL NIL "7bit" 1 1)'.repeat(size)} "mixed"))`,
  ),
  response('list', size => `* LIST (${list(size, at => `\\a${at}`)}) "/" INBOX`),
  response('status', size => `* STATUS INBOX (${list(size, at => `X${at} 1`)})`, IN_CACHE),
  topic('response/encode-search', 1_000, size => {
    const all = numbers(size)
    return () => encodeResponse({ type: 'search', numbers: all })
  }),
  responses('literals', size => repeated(size, '* 1 FETCH (BODY[] {4}\r\nabcd)\r\n')),
  responses(
    'literals-in-one',
    size => bytesOf(`* 1 FETCH (${list(size, at => `BODY[${at + 1}] {4}\r\nabcd`)})\r\n`),
    1460,
    MEMBERS,
  ),
  responses('one-streamed-literal', size =>
    bytesOf(`* 1 FETCH (BODY[] {${8 * 1000 * size}}\r\n${'12345678'.repeat(1000 * size)})\r\n`),
  ),
  responses('fetches', size => repeated(size, at => `* ${at + 1} FETCH (UID ${at + 1} FLAGS (\\Seen))\r\n`)),
  responses('lists', size => repeated(size, at => `* LIST (\\HasNoChildren) "/" "box ${at}"\r\n`)),
  ...hostile('open-lists', size => `* 1 FETCH (X ${'('.repeat(size)}`, PARENTHESES),
  ...hostile('open-structures', size => `* 1 FETCH (UID 1 BODYSTRUCTURE ${'('.repeat(size)}`, PARENTHESES),
  ...hostile('open-unknown', size => `* X ${'('.repeat(size)}`, PARENTHESES),
  ...hostile('empty-literals', size => `* 1 FETCH (X (${list(size, () => '{0}\r\n')}))`, EMPTY_LITERALS),
  ...hostile('empty-literals-unknown', size => `* X ${list(size, () => '{0}\r\n')}`, EMPTY_LITERALS),
  ...hostile('damaged-envelopes', size => `* 1 FETCH (${list(size, () => 'ENVELOPE ("a" (x))')} UID 5)`, IN_CACHE),
  ...hostile('damaged-sections', size => `* 1 FETCH (${list(size, () => 'BODY[1] foo')} UID 5)`, IN_CACHE),
  ...hostile('damaged-quotes', size => `* 1 FETCH (${list(size, () => 'ENVELOPE ("a"b")')} UID 5)`, IN_CACHE),
  ...hostile('long-string', size => `* 1 FETCH (BODY[1] "${'\\"'.repeat(size / 2)}" UID 5)`, LINE),
  ...hostile('long-atom', size => `* 1 FETCH (X ${'x'.repeat(size)} UID 5)`, LINE),
  ...hostile('long-text', size => `* OK ${'x'.repeat(size)}`, LINE),
  responses('byte-by-byte', size => bytesOf(`* SEARCH ${list(size, String)}\r\n`), 1, MEMBERS),
  topic('client/queue', 1_000, size => {
    const answers = repeated(size, at => `A${at + 1} OK done\r\n`)
    return () => {
      const session = client()
      for (let sent = 0; sent < size; sent++) session.send({ verb: 'noop' })
      session.takeOutput()
      return feed(session, cut(answers, 1460))
    }
  }),
  topic('client/refused', 1_000, size => {
    const answers = Array.from({ length: size }, (_, at) => bytesOf(`A${at + 1} NO not now\r\n`))
    return () => {
      const session = client()
      for (let sent = 0; sent < size; sent++) session.send({ verb: 'noop' })
      let ended = 0
      for (const answer of answers) {
        ended += feed(session, [answer])
        session.send({ verb: 'noop' })
      }
      session.takeOutput()
      return ended
    }
  }),
  topic('client/untagged', 1_000, size => {
    const lines = repeated(size, at => `* ${at + 1} EXPUNGE\r\n`)
    return () => feed(client(), cut(lines, 1460))
  }),
  // Commands fit a line of 64 KiB.
  topic(
    'command/sequence-set',
    1_000,
    size => {
      const bytes = bytesOf(`A1 FETCH ${numbers(size).join(',')} FLAGS\r\n`)
      return () => decodeCommand(bytes)
    },
    8_000,
  ),
  topic(
    'command/search',
    1_000,
    size => {
      const bytes = bytesOf(`A1 SEARCH ${list(size, () => 'FROM "a" SEEN')}\r\n`)
      return () => decodeCommand(bytes)
    },
    4_000,
  ),
  topic(
    'command/both-ways',
    1_000,
    size => {
      const { warnings: _, ...command } = decodeCommand(bytesOf(`A1 STORE 1 FLAGS (${list(size, at => `f${at}`)})\r\n`))
      if (command.verb === 'unknown') throw new Error('STORE was not decoded')
      return () => encodeCommandWhole(command)
    },
    8_000,
  ),
  server('commands', size => repeated(size, at => `a${at} NOOP\r\n`)),
  server('literals', size => bytesOf(`a LOGIN {1}\r\nx {1}\r\ny\r\n${'b SELECT {5}\r\nINBOX\r\n'.repeat(size)}`)),
  server('select-ampersands', size => bytesOf(`a SELECT ${'&'.repeat(size)}\r\n`)),
]
