/** A certificate of one's own, for servers on loopback. Clients trust it by being given it. */
import { isIP } from 'node:net'
import { generate } from 'selfsigned'

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

/** A certificate for the given host names and addresses, valid for a day: give its `cert` to a client as `ca`. */
export async function selfSignedCertificate(names: readonly string[]): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0]! }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: names.map(name => (isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name })),
      },
    ],
  })
  return { cert: `${cert.trimEnd()}\n`, key: `${key.trimEnd()}\n` }
}
