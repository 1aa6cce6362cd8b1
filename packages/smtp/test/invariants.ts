/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import {
  asBytes,
  assertFault,
  assertRemoteFaults,
  backToBack,
  byteByByte,
  caught,
  cutAt,
  drive,
  unlessRefused,
} from '@mailwire/tooling/testing'
import {
  ClientConnection,
  type Command,
  decodeCommand,
  decodeProxyHeader,
  decodeReply,
  encodeCommand,
  encodeProxyHeader,
  encodeReply,
  formatMailbox,
  isSmtpError,
  parseMailbox,
  ServerConnection,
  Transaction,
} from '../src/all.js'

/** What a decoder gives, or `undefined` where it refuses the input. */
const decoded = <Value>(decode: () => Value): Value | undefined => unlessRefused('SmtpError', decode)

/** Any bytes are a command or an SmtpError; strict finds what the default finds without a quirk, or refuses. */
export function commandInvariant(bytes: Uint8Array): void {
  const strict = decoded(() => decodeCommand(bytes, { strict: true }))
  const loose = decoded(() => decodeCommand(bytes))
  if (strict !== undefined && bare(strict) !== (loose && bare(loose))) throw new Error('strict finds something else')
  if (loose !== undefined) commandLaw(loose, strict !== undefined)
}

/** What was decoded encodes, and decodes to the same; a name in EHLO that is no domain is more than we would write. */
function commandLaw(command: Command, isStrict: boolean): void {
  const { warnings = [] } = command
  const taken = warnings.filter(warning => warning.code !== 'trailing-space')
  if (taken.length > 0 && isStrict) throw new Error('strict accepts a quirk')
  if (taken.some(warning => warning.code === 'loose-domain')) return
  const again = decodeCommand(encoded(() => encodeCommand(command)))
  if (bare(again) !== bare(command)) throw new Error('decode(encode(x)) is not x')
}

const bare = (command: Command): string => shown({ ...command, warnings: [] })

/** Any bytes are a reply or an SmtpError, and a reply encodes to one that is the same; strict finds the same, or refuses. */
export function replyInvariant(bytes: Uint8Array): void {
  const reply = decoded(() => decodeReply(bytes))
  const strict = decoded(() => decodeReply(bytes, { strict: true }))
  if (strict !== undefined && shown(strict) !== shown(reply)) throw new Error('strict finds something else')
  // We read longer lines than we write, and a NUL in EHLO's greeting (RFC 5321 4.1.1.1), which we never write.
  if (reply === undefined || reply.lines.some(line => line.length > 150 || line.includes('\0'))) return
  if (shown(decodeReply(encoded(() => encodeReply(reply)))) !== shown(reply)) throw new Error('decode(encode(x)) is not x')
}

/** Any text is a mailbox or an SmtpError, and a mailbox is written as it was read. */
export function pathInvariant(bytes: Uint8Array): void {
  const text = asText(bytes)
  const found = decoded(() => parseMailbox(text))
  if (found === undefined) return
  const written = encoded(() => formatMailbox(found))
  if (written !== text) throw new Error('format(parse(x)) is not x')
  if (shown(parseMailbox(written)) !== shown(found)) throw new Error('parse(format(x)) is not x')
}

/** Any bytes behind a path are parameters or an SmtpError. */
export function parametersInvariant(bytes: Uint8Array): void {
  for (const start of ['MAIL FROM:<a@b> ', 'RCPT TO:<a@b> ', 'RCPT TO:<a@b> ORCPT=', 'MAIL FROM:<a@b> BY='])
    commandInvariant(Uint8Array.from([...asBytes(start), ...bytes]))
}

/** Any bytes are a PROXY header, the start of one, or an SmtpError; more bytes behind a header change nothing. */
export function proxyInvariant(bytes: Uint8Array): void {
  const found = decoded(() => decodeProxyHeader(bytes))
  if (found === undefined) return
  const { header, length } = found
  if (shown(decodeProxyHeader(bytes.slice(0, length))) !== shown(found)) throw new Error('bytes behind the header change it')
  for (let at = 0; at < length; at++)
    if (decodeProxyHeader(bytes.subarray(0, at)) !== undefined) throw new Error('a part of a header is a header')
  const again = decodeProxyHeader(encoded(() => encodeProxyHeader(header)))
  if (shown(again?.header) !== shown(header)) throw new Error('decode(encode(x)) is not x')
}

/** What was decoded can be encoded: an error of the package's is none here. */
function encoded<Value>(encode: () => Value): Value {
  try {
    return encode()
  } catch (error) {
    throw new Error('what was decoded cannot be encoded', { cause: error })
  }
}

/** A value as text, bytes by their numbers. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof Uint8Array ? [...part] : part))

// What holds for sessions, and for the message inside one.

/** What the bytes are cut into: whole and byte by byte always, and at points that the caller wishes. */
const cuttings = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[][] => [
  [bytes.slice()],
  cutAt(bytes, cuts),
  byteByByte(bytes),
]

/**
 * Whatever is in a message: only CRLF "." CRLF ends it, the content is what is left without the dots, however it is cut; a message
 * that holds a bare CR, a bare LF or a NUL is refused, and one that holds none goes out again as it came.
 */
export function dataInvariant(bytes: Uint8Array, cuts: readonly number[] = []): void {
  const head = asBytes('EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
  const { content, ended } = unstuffed(bytes)
  const seen = cuttings(bytes, cuts).map(chunks => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    const events = drive(server, [head.slice(), ...chunks], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    const at = events.findIndex(event => event.type === 'body-end')
    const end = events[at]
    const first = events.slice(0, at < 0 ? undefined : at).find(event => event.type === 'body-chunk')
    const body = first?.type === 'body-chunk' ? first.bytes : new Uint8Array(0)
    // What is withheld at the end of an unfinished message may yet be the end.
    if (ended ? !equal(body, content) : !equal(body, content.subarray(0, body.length)) || content.length - body.length > 2)
      throw new Error('the content is not what was sent')
    if ((end !== undefined) !== ended) throw new Error('a message ends where there is no CRLF "." CRLF, or does not end there')
    if (end?.type === 'body-end') {
      const clean = isText(content)
      const kinds = end.violations.filter(violation => violation.kind !== 'line-too-long')
      if ((kinds.length === 0) !== clean) throw new Error('the violations are not what is in the message')
      if ((end.violations.length === 0) !== (end.suggestedReply.code === 250)) throw new Error('a violation is not refused')
    }
    return JSON.stringify([Array.from(body), end])
  })
  for (const one of seen) if (ended) same(seen[0]!, one)
  if (ended) for (const chunking of [false, true]) resend(content, chunking)
}

/** Sends content by DATA or by BDAT to a server, which must get what was sent; what is not text is refused, and nothing else is. */
function resend(content: Uint8Array, chunking: boolean): void {
  const client = new ClientConnection()
  const server = new ServerConnection({ hostname: 'x', extensions: { chunking: true } })
  const received: Uint8Array[] = []
  let refused: unknown
  let transaction: Transaction | undefined
  const sendContent = (): void => {
    try {
      client.send({ type: 'body-chunk', bytes: content })
      client.send({ type: 'body-end' })
    } catch (error) {
      refused = error
    }
  }
  backToBack({
    client,
    server,
    onServer: event => {
      if (event.type === 'body-chunk') received.push(event.bytes.slice())
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    },
    onClient: event => {
      if (event.type === 'greeting') client.send({ verb: 'ehlo', domain: 'x' })
      else if (event.type === 'reply' && event.command?.verb === 'ehlo')
        transaction = new Transaction(
          client,
          { sender: null, recipients: [{ localPart: 'a', domain: 'b' }] },
          { chunking, quit: true },
        )
      else if (transaction?.handle(event).type === 'content') sendContent()
    },
  })
  if (isText(content) !== (refused === undefined))
    throw new Error('text is refused, or what is not text is sent', { cause: refused })
  if (refused !== undefined && !(isSmtpError(refused) && ['bare-cr', 'bare-lf', 'nul'].includes(refused.code))) throw refused
  if (refused !== undefined) assertFault(refused, 'local')
  if (refused !== undefined) return
  const closed = chunking || content.length === 0 || content.at(-1) === 10 ? content : Uint8Array.from([...content, 13, 10])
  if (!equal(Uint8Array.from(received.flatMap(part => Array.from(part))), closed))
    throw new Error(`${chunking ? 'BDAT' : 'DATA'} changed the content`)
}

/** The content in front of the first CRLF "." CRLF, the slow way. */
function unstuffed(bytes: Uint8Array): { content: Uint8Array; ended: boolean } {
  const text = `\r\n${asText(bytes)}`
  const end = text.indexOf('\r\n.\r\n')
  const lines = (end < 0 ? text : text.slice(0, end + 2)).slice(2).split('\r\n')
  return { content: asBytes(lines.map(line => line.replace(/^\./, '')).join('\r\n')), ended: end >= 0 }
}

/** True when every CR and LF is part of a CRLF, and nothing is NUL. */
const isText = (content: Uint8Array): boolean => !/\0|\r(?!\n)|(?<!\r)\n/.test(asText(content))

/**
 * Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events, never throws, ends at most
 * once and then says nothing more, and keeps no more than its limits allow.
 */
export function serverInvariant(bytes: Uint8Array, cuts: readonly number[] = []): void {
  for (const lmtp of [false, true]) {
    const seen = cuttings(bytes, cuts).map(chunks => {
      const server = new ServerConnection({
        hostname: 'mx.example',
        lmtp,
        extensions: {
          size: 1000,
          pipelining: true,
          '8bitmime': true,
          smtputf8: true,
          auth: ['PLAIN'],
          chunking: true,
          binarymime: true,
          xclient: ['NAME'],
          limits: { rcptMax: 3 },
        },
        limits: { badCommands: 5, skipped: 5000, commandLine: 600 },
      })
      const events = drive(server, chunks, event => {
        if ('suggestedReply' in event)
          server.send(
            event.type === 'command' && event.command.verb === 'auth' && event.suggestedReply.code === 535
              ? { type: 'challenge', data: new Uint8Array(0) }
              : event.suggestedReply,
          )
      })
      finished(server, events)
      return JSON.stringify(events)
    })
    for (const one of seen) same(seen[0]!, one)
  }
}

/**
 * Whatever a server says, and however it is cut, a client gives the same events, never throws, ends at most once and then says nothing
 * more, and answers no reply with a byte that it was not asked for.
 */
export function clientInvariant(bytes: Uint8Array, cuts: readonly number[] = []): void {
  for (const lmtp of [false, true]) {
    const seen = cuttings(bytes, cuts).map(chunks => {
      const client = new ClientConnection({ lmtp })
      client.send({ verb: lmtp ? 'lhlo' : 'ehlo', domain: 'client.example' })
      client.send({ verb: 'mail', reversePath: null })
      client.send({ verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } })
      client.send({ verb: 'rcpt', forwardPath: { localPart: 'c', domain: 'd' } })
      client.send({ verb: 'data' })
      const events = drive(client, chunks, event => {
        if (event.type === 'reply' && client.waiting === 'reply') client.send({ type: 'body-end' })
      })
      finished(client, events)
      return JSON.stringify([events, client.takeOutput().map(part => Array.from(part))])
    })
    for (const one of seen) same(seen[0]!, one)
  }
}

/** After `closed` or a fatal error nothing follows, and whoever goes on is told so. */
function finished(connection: Session, events: readonly { readonly type: string }[]): void {
  const last = events.findIndex(
    event => event.type === 'closed' || (event.type === 'protocol-error' && 'fatal' in event && event.fatal),
  )
  assertRemoteFaults(events)
  if (last >= 0 && last !== events.length - 1) throw new Error('an event behind the last')
  if (last >= 0 !== (connection.waiting === 'closed')) throw new Error('waiting is not what the events say')
  if (last < 0) return
  if (connection.nextEvent() !== undefined) throw new Error('an event behind the last')
  const error = caught(() => connection.receive(Uint8Array.of(13)))
  if (!isSmtpError(error) || error.code !== 'invalid-state') throw new Error('receive() goes on after the end', { cause: error })
  assertFault(error, 'local')
}

type Session = Pick<ClientConnection | ServerConnection, 'waiting' | 'receive'> & { nextEvent(): unknown }

const asText = (bytes: Uint8Array): string => Array.from(bytes, byte => String.fromCharCode(byte)).join('')

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])

function same(a: string, b: string): void {
  if (a !== b) throw new Error(`chunking changes the events:\n${a}\n${b}`)
}
