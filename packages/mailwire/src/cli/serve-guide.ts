/** What `mailwire serve` says when its servers are up: where they are, who may log in, and a line to copy for each job. */

/** What is up. */
export interface Served {
  readonly services: readonly { readonly service: string; readonly host: string; readonly port: number }[]
  readonly users: readonly {
    readonly name: string
    readonly password: string
    readonly address: string
    /** Where the user logs in. */
    readonly services: readonly string[]
  }[]
  /** The file of the certificate, in PEM. */
  readonly certificate: string
}

/** For people; each line under "Try" can be copied into a shell as it is. */
export function guide({ services, users, certificate }: Served): string {
  const [writer, reader] = users
  const curl = `curl --ssl-reqd --cacert ${quoted(certificate)}`
  const login = (user: Served['users'][number] | undefined): string => `-u ${quoted(`${user?.name}:${user?.password}`)}`
  const at = (name: string): string => {
    const { host, port } = services.find(({ service }) => service === name)!
    return `${host.includes(':') ? `[${host}]` : host}:${port}`
  }
  const dns = services.find(({ service }) => service === 'dns')!
  const envelope = `--mail-from ${writer?.address} --mail-rcpt ${reader?.address}`
  const lines = [
    ...services.map(({ service, host, port }) => `${service.padEnd(11)} ${host} port ${port}`),
    '',
    ...users.map(({ name, password, services }) => `user ${name}, password "${password}": ${services.join(', ')}`),
    `certificate ${certificate}`,
    '',
    'Try:',
    `mailwire dig @${dns.host} -p ${dns.port} gmail.com MX`,
    `printf 'Subject: hello\\r\\n\\r\\nIt works.\\r\\n' | ${curl} ${login(writer)} ${envelope} -T - smtp://${at('submission')}/pc.example`,
    `${curl} ${login(reader)} pop3://${at('pop3')}/1`,
    `${curl} ${login(reader)} 'imap://${at('imap')}/INBOX;MAILINDEX=1'`,
    '',
    'Stop with Ctrl-C.',
  ]
  return `${lines.join('\n')}\n`
}

/** A word of a POSIX shell, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
