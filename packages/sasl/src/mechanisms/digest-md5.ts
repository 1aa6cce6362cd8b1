/**
 * DIGEST-MD5 (RFC 2831), the client's side alone: for servers that have nothing better. Historic since RFC 6331, for MD5, and for realms and
 * character sets that implementations treat differently. No security layers (`auth-int`, `auth-conf`), and no subsequent authentication (RFC 2831 2.2).
 *
 *     S: realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8
 *     C: charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce=...,nc=00000001,cnonce=...,digest-uri=...,response=32LHEX,qop=auth
 *     S: rspauth=32LHEX
 *     C: (empty)
 *
 * Bytes are strings of one character each here, as in the challenge.
 */
import { asciiBytes, encodeText, equalSecrets, type HashFunction, latin1, lowerAscii } from '@mailwire/bytes'
import { boundedBytes, checkedPart, MAX_PART, optionalPart, type PasswordCredentials } from '../credentials.js'
import { type CryptoOptions, hex, md5FunctionOf, md5Of, randomBytes } from '../crypto.js'
import { fail } from '../error.js'
import { clientMechanism } from '../exchange.js'
import type { ClientMechanism } from '../mechanism.js'
import { fieldsOf, textOf } from '../values.js'
import { type DigestChallenge, decodeDigestChallenge } from './digest-challenge.js'

/** What DIGEST-MD5 needs besides a name and a password. */
export interface DigestMd5ClientOptions extends CryptoOptions {
  /** Web Crypto has no MD5. */
  readonly md5: HashFunction
  /** The protocol as registered for SASL: `smtp`, `pop`, `imap`. */
  readonly service: string
  /** The name of the server's host. */
  readonly host: string
  /** The realm of the account, where the server offers several: the first of them by default. */
  readonly realm?: string | undefined
  /** The client's nonce, for tests; 128 random bits by default. */
  readonly nonce?: string | undefined
}

/**
 * The client's side of DIGEST-MD5: two responses, the second one empty. `done` is true once the server has proved that it has the password,
 * and a success before that may not be believed.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, a control character in a name, text that is not
 * well-formed, an invalid service, host or nonce; `too-long` above 1,020 bytes; `no-crypto` without `md5` or Web Crypto; `bad-value` for wrong types.
 * `respond`: `bad-message` for a challenge that does not follow the grammar, or offers no `auth`; `too-long` for one of 2,048 bytes, or a response
 * of 4,096; `bad-credentials` for a realm that is not offered, and for text that a server without UTF-8 cannot read; `bad-signature` where the server does not have the password
 *
 * @example
 * const md5 = (data: Uint8Array) => new Uint8Array(16) // in place of createHash('md5').update(data).digest() of node:crypto
 * const client = digestMd5Client({ authenticationId: 'chris', password: 'secret' }, { md5, service: 'imap', host: 'elwood.innosoft.com' })
 * client.clientFirst // => false
 */
export function digestMd5Client(credentials: PasswordCredentials, options: DigestMd5ClientOptions): ClientMechanism {
  const account = accountOf(credentials)
  const settings = settingsOf(options)
  let proof: string | undefined
  return clientMechanism({
    name: 'DIGEST-MD5',
    clientFirst: false,
    steps: [
      async challenge => {
        const sent = digestOf(decodeDigestChallenge(challenge), account, settings)
        const { response, rspauth } = await proofs(sent, settings.md5)
        proof = rspauth
        return encodeResponse(sent, response)
      },
      challenge => {
        const text = latin1(challenge, 0, challenge.length)
        if (lowerAscii(text.slice(0, 8)) !== 'rspauth=' || !/^[0-9a-f]{32}$/.test(text.slice(8)))
          fail('bad-message', 0, 'respond DIGEST-MD5: rspauth= and 32 lower-case hexadecimal digits expected')
        if (!equalSecrets(asciiBytes(text.slice(8)), asciiBytes(proof!)))
          fail('bad-signature', 0, 'respond DIGEST-MD5: rspauth does not match, so the server does not have the password')
        return new Uint8Array(0)
      },
    ],
  })
}

const ENCODE = 'encode DIGEST-MD5'

interface Account {
  readonly name: string
  readonly password: string
  /** Empty to act as the authentication identity. */
  readonly authorizationId: string
}

function accountOf(credentials: PasswordCredentials): Account {
  const { authenticationId, password, authorizationId } = fieldsOf(credentials, ENCODE)
  const name = quotable(checkedPart(authenticationId, ENCODE))
  const other = quotable(optionalPart(authorizationId, ENCODE))
  const secret = checkedPart(password, ENCODE)
  for (const part of [name, other, secret]) boundedBytes(part, MAX_PART, ENCODE)
  return { name, password: secret, authorizationId: other }
}

/** Text for a quoted string, which has no place for control characters (RFC 2831 7.2). */
const quotable = (text: string): string =>
  /[\0-\x1f\x7f]/.test(text) ? fail('bad-credentials', 0, `${ENCODE}: a name or the realm contains a control character`) : text

interface Settings {
  readonly md5: HashFunction
  readonly uri: string
  readonly realm: string | undefined
  readonly cnonce: string
}

/** `digest-uri-value = serv-type "/" host`, and the rest. */
function settingsOf(options: DigestMd5ClientOptions): Settings {
  const { md5, service, host, realm, nonce } = fieldsOf(options, ENCODE)
  const uri = `${textOf(service, ENCODE)}/${textOf(host, ENCODE)}`
  if (!/^[A-Za-z]+\/[A-Za-z0-9.-]+$/.test(uri)) fail('bad-credentials', 0, `${ENCODE}: service or host is invalid`)
  const hash = md5FunctionOf(md5, ENCODE)
  const cnonce = nonce === undefined ? hex(randomBytes(16, options)) : textOf(nonce, ENCODE)
  if (!/^[!#-[\]-~]+$/.test(cnonce)) fail('bad-credentials', 0, `${ENCODE}: nonce must be visible ASCII without " and \\`)
  return { md5: hash, uri, realm: realm === undefined ? undefined : quotable(optionalPart(realm, ENCODE)), cnonce }
}

/** What goes into a response and its hashes, as bytes. */
interface Digest {
  readonly isUtf8: boolean
  readonly name: string
  /** `undefined` where the server offers no realm and the caller gave none. */
  readonly realm: string | undefined
  readonly nonce: string
  readonly cnonce: string
  readonly uri: string
  readonly authorizationId: string
  /** `username-value ":" realm-value ":" passwd`, in the character set of its own rule. */
  readonly secret: string
}

function digestOf({ realms, nonce, isUtf8 }: DigestChallenge, account: Account, { uri, realm, cnonce }: Settings): Digest {
  const sent = isUtf8 ? utf8 : iso8859
  /** With UTF-8, too, a text is hashed in ISO 8859-1 where that has all of its characters (RFC 2831 2.1.2.1). */
  const hashed = (text: string): string => (isIso8859(text) ? text : sent(text))
  const given = realm === undefined ? undefined : sent(realm)
  if (given !== undefined && realms.length > 0 && !realms.includes(given))
    fail('bad-credentials', 0, 'choose realm: the server does not offer the given realm')
  const chosen = given ?? realms[0]
  return {
    isUtf8,
    name: sent(account.name),
    realm: chosen,
    nonce,
    cnonce,
    uri,
    authorizationId: utf8(account.authorizationId),
    secret: `${hashed(account.name)}:${chosen ?? ''}:${hashed(account.password)}`,
  }
}

const utf8 = (text: string): string => {
  const bytes = encodeText(text, fail)
  return latin1(bytes, 0, bytes.length)
}

const isIso8859 = (text: string): boolean => !/[^\0-\xff]/.test(text)

/** Text in the character set of a server without `charset`. @throws {@link SaslError} `bad-credentials` */
const iso8859 = (text: string): string =>
  isIso8859(text)
    ? text
    : fail(
        'bad-credentials',
        0,
        'encode DIGEST-MD5: the server does not accept UTF-8, and ISO 8859-1 lacks some of the characters',
      )

/** `response-value` of the client and of the server (RFC 2831 2.1.2.1, 2.1.3). */
async function proofs(sent: Digest, md5: HashFunction): Promise<{ readonly response: string; readonly rspauth: string }> {
  const h = (text: string): Promise<Uint8Array> => md5Of(md5, asciiBytes(text))
  const secret = await h(sent.secret)
  const authzid = sent.authorizationId === '' ? '' : `:${sent.authorizationId}`
  const a1 = hex(await h(`${latin1(secret, 0, secret.length)}:${sent.nonce}:${sent.cnonce}${authzid}`))
  const value = async (a2: string): Promise<string> =>
    hex(await h(`${a1}:${sent.nonce}:00000001:${sent.cnonce}:auth:${hex(await h(a2))}`))
  return { response: await value(`AUTHENTICATE:${sent.uri}`), rspauth: await value(`:${sent.uri}`) }
}

/** "The size of a digest-response MUST be less than 4096 bytes." */
const MAX_RESPONSE = 4095

/** `digest-response`, in the order of the examples (RFC 2831 4). */
function encodeResponse({ isUtf8, name, realm, nonce, cnonce, uri, authorizationId }: Digest, response: string): Uint8Array {
  const text = [
    ...(isUtf8 ? ['charset=utf-8'] : []),
    `username=${quoted(name)}`,
    ...(realm === undefined ? [] : [`realm=${quoted(realm)}`]),
    `nonce=${quoted(nonce)}`,
    'nc=00000001',
    `cnonce=${quoted(cnonce)}`,
    `digest-uri=${quoted(uri)}`,
    `response=${response}`,
    'qop=auth',
    ...(authorizationId === '' ? [] : [`authzid=${quoted(authorizationId)}`]),
  ].join(',')
  if (text.length > MAX_RESPONSE)
    fail('too-long', 0, `${ENCODE}: response of ${text.length} bytes, at most ${MAX_RESPONSE} allowed`)
  return asciiBytes(text)
}

/** `quoted-string` (RFC 2831 7.2). */
const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`
