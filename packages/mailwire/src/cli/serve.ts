/** `mailwire serve`: the world of the demonstration, kept up, to try `mailwire dig` or a mail program against. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PASSWORD, SENDER_DOMAIN, SUBMISSION_HOST, startWorld } from '../demo/world.js'
import { SOME_DOMAIN } from '../demo/zones.js'
import { failureText } from '../node/bounce.js'
import { deliver } from '../node/deliver.js'
import { systemCode } from '../node/errors.js'
import type { Listener } from '../node/listen.js'
import { guide, type Served } from './serve-guide.js'
import { type Command, parsePort, UsageError } from './shared.js'

const help = `Usage: mailwire serve [option ...]

Starts the servers of the demonstration on loopback and keeps them up until it is interrupted:
a name server that knows gmail.com as it was in 2015 and ${SOME_DOMAIN}, a submission
server, a mail exchanger, and POP3 and IMAP over the maildrop of someone@${SOME_DOMAIN}.
Mail is kept in memory and leaves for no other host.

  --host ADDRESS           the address to listen on (127.0.0.1)
  --dns-port N, --submission-port N, --mx-port N, --pop3-port N, --imap-port N
                           the ports; any free ones unless given
  --cert-out FILE          where to write the certificate of all servers, in PEM; without it, into
                           a temporary file that is removed at the end
  --json                   services, users and the file of the certificate, as JSON
  --help                   this text

The users are writer@${SENDER_DOMAIN} (submission) and someone@${SOME_DOMAIN} (POP3, IMAP), by
their names without the domain, both with the password "${PASSWORD}". Passwords go over
TLS only: have your mail program use STARTTLS, and trust the certificate (curl --cacert FILE).

Exit status: 0 when it was interrupted, 2 for wrong arguments, for ports that are in use, and
for a file that cannot be written.
`

/** The certificate in a file while `use` runs: in the given one, which stays, or in a temporary one. */
async function withFile(given: string | undefined, cert: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), 'mailwire-')) : undefined
  const file = given ?? join(folder!, 'certificate.pem')
  try {
    await writeFile(file, cert).catch(error => {
      const reason = `cannot write the certificate to ${JSON.stringify(file)}: ${systemCode(error) ?? String(error)}`
      throw new UsageError(`${reason}; choose another file with --cert-out`)
    })
    await use(file)
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

const services = ['dns', 'submission', 'mx', 'pop3', 'imap'] as const

export const serve: Command = {
  name: 'serve',
  summary: 'keep the servers of the demo up, for dig and mail programs',
  help,
  run: async (words, io) => {
    const values = parse(words)
    const report = (error: unknown): void =>
      io.error(`mailwire serve: ${error instanceof Error ? error.message : String(error)}\n`)
    const world = await startWorld({
      host: values.host,
      ports: Object.fromEntries(services.map(name => [name, portOf(values, name)])),
      onSubmit: message => {
        relay(message).catch(report)
        return { code: 250, enhanced: '2.0.0', lines: ['queued'] }
      },
      onError: report,
    })
    const relay = async (message: Parameters<typeof deliver>[0]): Promise<void> => {
      const { failed } = await deliver(message, {
        hostname: SUBMISSION_HOST,
        ca: world.certificate.cert,
        dns: { server: world.dns },
        // Nothing leaves this machine: hosts that are not of this world are closed ports.
        dial: (host, address) => {
          const endpoint = world.dial(host, address)
          return endpoint.port === 25 ? world.closed : endpoint
        },
      })
      for (const failure of failed) report(new Error(`not delivered to ${failureText(failure)}`))
    }
    const { dns, senders, recipients } = world
    const listeners: Readonly<Record<(typeof services)[number], Listener>> = {
      dns,
      submission: senders.services.submission,
      mx: recipients.services.mx,
      pop3: recipients.services.pop3,
      imap: recipients.services.imap,
    }
    try {
      await withFile(values['cert-out'], world.certificate.cert, async certificate => {
        const served: Served = {
          services: services.map(name => ({ service: name, host: listeners[name].host, port: listeners[name].port })),
          users: [
            { name: 'writer', password: PASSWORD, address: `writer@${SENDER_DOMAIN}`, services: ['submission'] },
            { name: 'someone', password: PASSWORD, address: `someone@${SOME_DOMAIN}`, services: ['pop3', 'imap'] },
          ],
          certificate,
        }
        io.out(values.json === true ? `${JSON.stringify(served)}\n` : guide(served))
        await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      })
    } finally {
      await world.close()
    }
    return 0
  },
}

const options = {
  host: { type: 'string' },
  json: { type: 'boolean' },
  'cert-out': { type: 'string' },
  'dns-port': { type: 'string' },
  'submission-port': { type: 'string' },
  'mx-port': { type: 'string' },
  'pop3-port': { type: 'string' },
  'imap-port': { type: 'string' },
} as const

type Values = ReturnType<typeof parse>

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, strict: true }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/\. .*/s, '') : String(error))
  }
}

function portOf(values: Values, service: (typeof services)[number]): number | undefined {
  const text = values[`${service}-port`]
  return text === undefined ? undefined : parsePort(text, `--${service}-port`)
}
