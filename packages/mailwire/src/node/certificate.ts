/** A certificate of one's own, for servers on loopback. Clients trust it by being given it. */
import { generate } from 'selfsigned'

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

/** A certificate for the given host names, good for a day. */
export async function selfSignedCertificate(names: readonly string[]): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0]! }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names.map(value => ({ type: 2 as const, value })) },
    ],
  })
  return { cert, key }
}
