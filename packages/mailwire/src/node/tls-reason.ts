/** Why TLS could not be set up, and which option helps: the codes are OpenSSL's of a verification, and Node's. */
import { systemCode } from './errors.js'

/** The certificate does not lead to a root that is trusted. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** The maximum length of the names of a certificate in a message. */
const MAX_NAMES = 200

/** `expected` is what a client checks the certificate by; a server has none. */
export function tlsReason(error: unknown, expected?: { readonly servername: string; readonly ca?: string | undefined }): string {
  const said = error instanceof Error ? error.message : String(error)
  // The message of OpenSSL for bytes that are not a TLS record.
  if (said.includes('wrong version number')) return 'the peer did not answer with TLS; this port may not start with TLS'
  const code = systemCode(error)
  if (code === undefined || expected === undefined) return said
  if (UNTRUSTED.has(code))
    return expected.ca === undefined
      ? `${said}: the certificate is not issued by a trusted authority; to trust it, pass it or its issuer's certificate, in PEM, as the option ca`
      : `${said}: the certificate is neither in the option ca nor issued by a certificate in it`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate is not for ${JSON.stringify(expected.servername)} but for ${namesIn(error)}; if that is the intended server, pass its name as the option servername`
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `${said}: the server needs a new certificate (no option accepts this one), or the clock of this machine is wrong`
  return said
}

/** The names of a certificate that was not for the expected one. */
function namesIn(error: unknown): string {
  const { cert } = Object(error) as { cert?: { subjectaltname?: unknown } }
  const names = cert?.subjectaltname
  return typeof names === 'string' && names !== '' ? names.replaceAll('DNS:', '').slice(0, MAX_NAMES) : 'no name'
}
