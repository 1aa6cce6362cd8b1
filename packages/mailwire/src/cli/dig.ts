/** `mailwire dig`: asks a name server, and prints the answer as dig does. */
import { getServers } from 'node:dns'
import { domainToASCII } from 'node:url'
import { formatMessage } from '@mailwire/dns/dig'
import type { Endpoint } from '../node/endpoint.js'
import { type Resolution, resolve } from '../node/resolve.js'
import { type DigArguments, digHelp, parseDigArguments } from './dig-arguments.js'
import { type Command, UsageError } from './shared.js'
import { version } from './version.js'

export const dig: Command = {
  name: 'dig',
  summary: 'ask a name server, and print the answer as dig does',
  help: digHelp,
  run: async (words, io) => {
    const args = parseDigArguments(words)
    const server = { host: args.server ?? systemServer(), port: args.port }
    const found = await resolve(asciiName(args.name), args.type, {
      server,
      class: args.class,
      tcp: args.tcp,
      ignoreTruncation: args.ignoreTruncation,
      id: args.id,
      flags: { rd: args.recurse, cd: args.checkingDisabled, ad: args.authenticData },
      edns: args.edns ? { udpPayloadSize: args.bufferSize, flags: { do: args.dnssec } } : null,
      timeout: args.time * 1000,
      tries: args.tries,
    })
    io.out(args.json ? asJson(found, server) : asText(found, server, args, words))
    return 0
  },
}

function asText(
  { message, size, transport, truncated, time }: Resolution,
  server: Endpoint,
  args: DigArguments,
  words: readonly string[],
): string {
  const { show, short } = args
  if (short) return formatMessage(message, { short })
  const banner = show.command ? `\n; <<>> mailwire ${version} <<>> ${words.join(' ')}\n;; global options: +cmd\n` : ''
  const retried = truncated !== undefined && show.comments ? ';; Truncated, retrying in TCP mode.\n' : ''
  const got = show.comments ? ';; Got answer:\n' : ''
  const footer = {
    queryTime: Math.round(time),
    server: `${server.host}#${server.port}(${server.host}) (${transport.toUpperCase()})`,
    when: formatWhen(new Date()),
    size,
  }
  const body = formatMessage(message, { ...show, ...(show.statistics ? { footer } : {}) })
  return `${retried}${banner}${got}${body}\n`
}

/** `Tue Sep 22 10:59:09 BRT 2015` */
function formatWhen(date: Date): string {
  const [weekday, month, day, year, time] = date.toString().split(' ')
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(part => part.type === 'timeZoneName')
  return `${weekday} ${month} ${day} ${time} ${zone?.value ?? 'UTC'} ${year}`
}

/** The message and facts about the exchange; bytes are hex. */
function asJson({ message, size, transport, time }: Resolution, server: Endpoint): string {
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'bigint' ? String(value) : value
  return `${JSON.stringify({ server, transport, time: Math.round(time), size, message }, plain, 2)}\n`
}

/** The first name server of the system's configuration, without a port after it. */
function systemServer(): string {
  const [first] = getServers()
  if (first === undefined) throw new UsageError('this system has no name server configured; give one as @address')
  return first.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
}

/** The name to ask for: a non-ASCII name goes through IDNA (RFC 5891). */
function asciiName(name: string): string {
  if (/^[\0-\x7f]*$/.test(name)) return name
  const ascii = domainToASCII(name)
  if (ascii === '') throw new UsageError(`${JSON.stringify(name)} is not a domain name`)
  return ascii
}
