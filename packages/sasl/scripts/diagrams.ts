/** Draws what `docs/sasl.md` shows of the code. The test of the guide fails where the page and the code differ, and `vitest -u` mends it. */
import { readFileSync } from 'node:fs'
import { keyTable, limitTable, markdownTable, redrawnPage } from '@mailwire/tooling/testing'
import { type ChooseOptions, type Credentials, defaultLimits, mechanismChoices, type SaslErrorCode } from '../src/index.js'

const PASSWORD: Credentials = { authenticationId: 'tim', password: 'x' }
const KINDS: readonly Credentials[] = [{ external: true }, PASSWORD, { authenticationId: 'tim', token: 'x' }, { anonymous: '' }]

/** Everything that a mechanism may need, but TLS. */
const ALL: ChooseOptions = {
  channelBinding: { type: 'tls-exporter', data: new Uint8Array(1) },
  historic: true,
  md5: () => new Uint8Array(16),
  service: 'imap',
  host: 'mx.example',
}

interface Facts {
  readonly proves: string
  readonly needs: string
  readonly status: string
  readonly definedIn: string
}

const scramPlus = (hash: string, status: string, definedIn: string): Facts => ({
  proves: 'the password; the server, that it has the keys; both, that they are at the two ends of one TLS connection',
  needs: `Web Crypto with ${hash}, a channel binding`,
  status,
  definedIn,
})

const scram = (hash: string, status: string, definedIn: string): Facts => ({
  ...scramPlus(hash, status, definedIn),
  proves: 'the password; the server, that it has the keys',
  needs: `Web Crypto with ${hash}`,
})

const UNREGISTERED = 'not in an RFC; Cyrus SASL and others have it'

const FACTS: Readonly<Record<string, Facts>> = {
  EXTERNAL: {
    proves: 'nothing: TLS has verified the client certificate',
    needs: 'a client certificate',
    status: 'standard',
    definedIn: 'RFC 4422 appendix A',
  },
  'SCRAM-SHA-512-PLUS': scramPlus('SHA-512', UNREGISTERED, 'as RFC 5802'),
  'SCRAM-SHA-256-PLUS': scramPlus('SHA-256', 'standard', 'RFC 7677'),
  'SCRAM-SHA-1-PLUS': scramPlus('SHA-1', 'standard', 'RFC 5802'),
  'SCRAM-SHA-512': scram('SHA-512', UNREGISTERED, 'as RFC 5802'),
  'SCRAM-SHA-256': scram('SHA-256', 'standard', 'RFC 7677'),
  'SCRAM-SHA-1': scram('SHA-1', 'standard', 'RFC 5802'),
  'DIGEST-MD5': {
    proves: 'the password; the server, that it has the hash of it',
    needs: '`md5`, `service`, `host`, `historic: true`; client only',
    status: 'historic (RFC 6331)',
    definedIn: 'RFC 2831',
  },
  'CRAM-MD5': {
    proves: 'the password; the server proves nothing, and has to keep the password',
    needs: '`md5`',
    status: 'limited use',
    definedIn: 'RFC 2195',
  },
  PLAIN: { proves: 'the password, by showing it', needs: 'nothing', status: 'standard, over TLS', definedIn: 'RFC 4616' },
  LOGIN: {
    proves: 'the password, by showing it',
    needs: 'nothing',
    status: 'obsolete, and widespread',
    definedIn: 'draft-murchison-sasl-login',
  },
  OAUTHBEARER: {
    proves: 'that the client has a token, by showing it',
    needs: 'a token',
    status: 'standard, over TLS',
    definedIn: 'RFC 7628',
  },
  XOAUTH2: {
    proves: 'that the client has a token, by showing it',
    needs: 'a token',
    status: 'not in an RFC; Google, Microsoft and Yahoo have it',
    definedIn: 'documentation of Google and Microsoft',
  },
  ANONYMOUS: { proves: 'nothing', needs: 'nothing', status: 'standard', definedIn: 'RFC 4505' },
}

/** Each mechanism, the strongest of its kind first. */
export const mechanismTable = (): string =>
  markdownTable(
    ['mechanism', 'speaks first', 'the client proves', 'needs', 'chosen without TLS', 'status', 'defined in'],
    KINDS.flatMap(credentials =>
      mechanismChoices([], credentials).map(({ name }) => {
        const inside = choice(name, credentials, { ...ALL, secure: true })
        const outside = choice(name, credentials, ALL)
        if (!('mechanism' in inside)) throw new Error(`${name}: ${inside.reason}`)
        const { proves, needs, status, definedIn } = FACTS[name]!
        const isChosen = 'mechanism' in outside ? 'yes' : 'no'
        return [`\`${name}\``, inside.mechanism.clientFirst ? 'client' : 'server', proves, needs, isChosen, status, definedIn]
      }),
    ),
  )

const choice = (name: string, credentials: Credentials, options: ChooseOptions) =>
  mechanismChoices([name], credentials, options).find(one => one.name === name)!

/** The order in which a password is carried. */
export const orderList = (): string =>
  mechanismChoices([], PASSWORD)
    .map(({ name }, at) => `${at + 1}. \`${name}\``)
    .join('\n')

const ERRORS: Readonly<Record<SaslErrorCode, string>> = {
  'bad-credentials': 'your credentials cannot be sent; on a server: the client is not accepted',
  rejected: 'the other side said in the exchange why it refuses: `error.rejection` has its words',
  'bad-signature': 'the server has not proved that it has the keys of the password: it is not the one that you look for',
  'bad-channel-binding': 'a binding that this TLS does not have, or that is not the one of the other side',
  'bad-nonce': 'the nonce does not begin with ours, or adds nothing to it',
  'too-weak': 'the server asks for fewer iterations than `minimumIterations`',
  limit: 'more iterations than `limits.iterations`, or than the PBKDF2 of this runtime computes',
  'bad-message': 'a challenge or a response that does not follow the grammar of the mechanism',
  'too-long': 'a message, a name or a password above its limit',
  'bad-string': 'text that SASLprep rejects, or leaves nothing of; `offset` is in UTF-16 code units',
  unexpected: 'a challenge or a response when the exchange was over, or while the last one was being answered',
  'bad-mechanism': 'not the name of a mechanism',
  'bad-base64': 'not base 64 in its canonical form',
  'bad-text': 'text that has no bytes (a lone surrogate)',
  'no-crypto': 'there is no Web Crypto here, or no `md5` was given',
  'bad-value': 'a value of the wrong JavaScript type',
}

const limits = (): string => limitTable(defaultLimits, readFileSync(new URL('../src/limits.ts', import.meta.url), 'utf8'))

export const redrawn = (page: string): string =>
  redrawnPage(page, { mechanisms: mechanismTable, order: orderList, limits, errors: () => keyTable('code', ERRORS) })
