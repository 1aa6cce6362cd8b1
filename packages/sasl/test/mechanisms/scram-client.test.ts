/** What a SCRAM client rejects, in the order in which it looks. */
import { webcrypto } from 'node:crypto'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  defaultLimits,
  type PasswordCredentials,
  type SaslError,
  type ScramClientOptions,
  type ScramHash,
  scramClient,
  type WebCryptoLike,
} from '../../src/index.js'
import { EMPTY, rejectedWith } from '../scram.js'
import { vectors } from '../scram-vectors.js'

const user: PasswordCredentials = { authenticationId: 'user', password: 'pencil' }
const [vector] = vectors as readonly [(typeof vectors)[number]]
const [, SERVER_FIRST, CLIENT_FINAL, SERVER_FINAL] = vector.messages

/** Web Crypto that counts what it derives. */
const counting = (): { crypto: WebCryptoLike; derived: number[] } => {
  const derived: number[] = []
  const subtle = webcrypto.subtle as unknown as WebCryptoLike['subtle']
  const deriveBits: WebCryptoLike['subtle']['deriveBits'] = (algorithm, key, length) => {
    derived.push((algorithm as { readonly iterations: number }).iterations)
    return subtle.deriveBits({ ...(algorithm as object), iterations: 1 }, key, length)
  }
  const crypto: WebCryptoLike = {
    subtle: {
      digest: subtle.digest.bind(subtle),
      importKey: subtle.importKey.bind(subtle),
      sign: subtle.sign.bind(subtle),
      deriveBits,
    },
    getRandomValues: array => webcrypto.getRandomValues(array),
  }
  return { crypto, derived }
}

/** A client that has spoken. */
async function begun(options: ScramClientOptions = {}) {
  const client = scramClient('SHA-1', user, { nonce: vector.clientNonce, ...options })
  await client.respond(EMPTY)
  return client
}

/** What it says of the server's first message; nothing may have been derived when it throws. */
async function judged(serverFirst: string | Uint8Array, options: ScramClientOptions = {}): Promise<string | SaslError> {
  const { crypto, derived } = counting()
  const client = await begun({ crypto, ...options })
  try {
    return asChars(await client.respond(typeof serverFirst === 'string' ? asBytes(serverFirst) : serverFirst))
  } catch (error) {
    expect(derived).toEqual([])
    expect(client.done).toBe(false)
    expect(await rejectedWith(() => client.respond(asBytes(SERVER_FINAL)))).toMatchObject({ code: 'unexpected' })
    return error as SaslError
  }
}

const ours = vector.clientNonce

describe('the first message of the server (RFC 5802 5.1 and 7)', () => {
  it.each([
    ['m=x,r=abc,s=QSXC,i=4096', 'bad-message'],
    [`m=x,${SERVER_FIRST}`, 'bad-message'],
    [`${SERVER_FIRST},m=x`, 'bad-message'],
    [`${SERVER_FIRST},i=4096`, 'bad-message'],
    [`${SERVER_FIRST},`, 'bad-message'],
    [`${SERVER_FIRST},x`, 'bad-message'],
    [`${SERVER_FIRST},x=`, 'bad-message'],
    [`${SERVER_FIRST},1=x`, 'bad-message'],
    [`${SERVER_FIRST},x=a\0`, 'bad-message'],
    [`${SERVER_FIRST},x=\xff`, 'bad-message'],
    ['', 'bad-message'],
    [`s=QSXC,r=${ours}x,i=4096`, 'bad-message'],
    [`r=${ours}x,i=4096,s=QSXC`, 'bad-message'],
    [`r=${ours}x,s=QSXC`, 'bad-message'],
    [`R=${ours}x,s=QSXC,i=4096`, 'bad-message'],
    [`r=${ours}x,s=,i=4096`, 'bad-message'],
    [`r=${ours}x,s=QSX,i=4096`, 'bad-message'],
    [`r=${ours}x,s=QSXC ,i=4096`, 'bad-message'],
    [`r=${ours}x,s=QR==,i=4096`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=04096`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=0`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=-1`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=4096.0`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=1e6`, 'bad-message'],
    [`r=${ours}x,s=QSXC,i=4096 `, 'bad-message'],
    [`r=${ours} x,s=QSXC,i=4096`, 'bad-message'],
    [`r=${ours}\x7f,s=QSXC,i=4096`, 'bad-message'],
    [`r=${ours}\xc3\xa9,s=QSXC,i=4096`, 'bad-message'],
    ['e=other-error', 'bad-message'],
    [`r=${ours},s=QSXC,i=4096`, 'bad-nonce'],
    [`r=${ours.slice(0, -1)},s=QSXC,i=4096`, 'bad-nonce'],
    [`r=x${ours},s=QSXC,i=4096`, 'bad-nonce'],
    [`r=${ours.toLowerCase()}x,s=QSXC,i=4096`, 'bad-nonce'],
    [`r=${ours}x,s=QSXC,i=1`, 'too-weak'],
    [`r=${ours}x,s=QSXC,i=4095`, 'too-weak'],
    [`r=${ours}x,s=QSXC,i=2000001`, 'limit'],
    [`r=${ours}x,s=QSXC,i=4294967295`, 'limit'],
    [`r=${ours}x,s=QSXC,i=${'9'.repeat(400)}`, 'limit'],
  ])('%j is rejected before any work', async (text, code) => {
    expect(await judged(text)).toMatchObject({ name: 'SaslError', code, fault: 'remote' })
  })

  it.each([
    ['a nonce of any printable characters', `r=${ours}!~=-+,s=QSXC,i=4096`],
    ['one more character of nonce', `r=${ours}x,s=QSXC,i=4096`],
    ['extensions, also unknown and twice', `r=${ours}x,s=QSXC,i=4096,x=1,x=a=b=,Z=\xc3\xa9`],
  ])('%s is taken', async (_name, text) => {
    expect(await judged(text)).toMatch(/^c=biws,r=[^,]+,p=[^,]{28}$/)
  })

  it('an unknown extension is signed, and ignored (RFC 5802 5.1)', async () => {
    expect(await judged(SERVER_FIRST, { crypto: undefined })).toBe(CLIENT_FINAL)
    expect(await judged(`${SERVER_FIRST},x=y`, { crypto: undefined })).not.toBe(CLIENT_FINAL)
  })
})

describe('iterations (RFC 7677 4, RFC 5802 9)', () => {
  const asked = (count: number, options?: ScramClientOptions) => judged(`r=${ours}x,s=QSXC,i=${count}`, options)
  const accepted = expect.stringMatching(/^c=/)
  const tooWeak = expect.objectContaining({ code: 'too-weak' })
  const limit = expect.objectContaining({ code: 'limit' })
  const lowered = { minimumIterations: 1000 }
  const lifted = { limits: { iterations: Number.POSITIVE_INFINITY } }

  it.each<[number, ScramClientOptions, unknown]>([
    [4095, {}, tooWeak],
    [4096, {}, accepted],
    [4097, {}, accepted],
    [999, lowered, tooWeak],
    [1000, lowered, accepted],
    [1, { minimumIterations: 1 }, accepted],
    [1_999_999, {}, accepted],
    [2_000_000, {}, accepted],
    [2_000_001, {}, limit],
    [4_294_967_295, {}, limit],
    [9999, { limits: { iterations: 10_000 } }, accepted],
    [10_000, { limits: { iterations: 10_000 } }, accepted],
    [10_001, { limits: { iterations: 10_000 } }, limit],
    [2_147_483_647, lifted, accepted],
    [2_147_483_648, lifted, limit],
    [4_294_967_295, lifted, limit],
    [2 ** 53, lifted, limit],
  ])('%i with %j', async (count, options, outcome) => {
    expect(await asked(count, options)).toEqual(outcome)
  })

  it('derives with the number that was asked for', async () => {
    const { crypto, derived } = counting()
    await (await begun({ crypto })).respond(asBytes(`r=${ours}x,s=QSXC,i=5000`))
    expect(derived).toEqual([5000])
  })

  it.each([0, -1, 1.5, Number.NaN, '4096', 2 ** 53])('the floor is not %j', value => {
    const options = { minimumIterations: value as number }
    expect(caught(() => scramClient('SHA-1', user, options))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
      fault: 'local',
    })
  })
})

describe('limits', () => {
  const padded = (text: string, size: number): Uint8Array => asBytes(`${text},x=${'y'.repeat(size - text.length - 3)}`)

  it.each([
    [defaultLimits.message - 1, true],
    [defaultLimits.message, true],
    [defaultLimits.message + 1, false],
  ])('a message of %i bytes: %s', async (size, isAccepted) => {
    const outcome = await judged(padded(SERVER_FIRST, size))
    if (isAccepted) expect(outcome).toMatch(/^c=/)
    else expect(outcome).toMatchObject({ code: 'too-long', fault: 'remote' })
    const client = await begun()
    await client.respond(asBytes(SERVER_FIRST))
    const final = async () => client.respond(padded(SERVER_FINAL, size))
    if (isAccepted) expect(await final()).toEqual(EMPTY)
    else expect(await rejectedWith(final)).toMatchObject({ code: 'too-long' })
    expect(client.done).toBe(isAccepted)
  })

  it('is lowered', async () => {
    const length = SERVER_FIRST.length
    expect(await judged(SERVER_FIRST, { limits: { message: length } })).toMatch(/^c=/)
    expect(await judged(SERVER_FIRST, { limits: { message: length - 1 } })).toMatchObject({ code: 'too-long' })
  })
})

describe('the last message of the server (RFC 5802 5 and 7)', () => {
  async function ended(serverFinal: string) {
    const client = await begun()
    await client.respond(asBytes(SERVER_FIRST))
    const error = await rejectedWith(() => client.respond(asBytes(serverFinal)))
    expect(client.done).toBe(false)
    expect(await rejectedWith(() => client.respond(asBytes(SERVER_FINAL)))).toMatchObject({ code: 'unexpected' })
    return error
  }

  it.each([
    ['v=rmF9pqV8S7suAoZWja4dJRkFsKU=', 'bad-signature'],
    ['v=rmF9pqV8S7suAoZWja4dJRkFsA==', 'bad-signature'],
    ['v=AAAA', 'bad-signature'],
    ['v=', 'bad-message'],
    ['', 'bad-message'],
    ['v=rmF9pqV8S7suAoZWja4dJRkFsKQ', 'bad-message'],
    ['v=rmF9pqV8S7suAoZWja4dJRkFsKR=', 'bad-message'],
    ['x=y', 'bad-message'],
    [`m=x,${SERVER_FINAL}`, 'bad-message'],
    [`${SERVER_FINAL},m=x`, 'bad-message'],
    [`${SERVER_FINAL},e=other-error`, 'bad-message'],
    [`${SERVER_FINAL},${SERVER_FINAL}`, 'bad-message'],
    [`${SERVER_FINAL},`, 'bad-message'],
    [`${SERVER_FINAL}\r\n`, 'bad-message'],
    ['e=', 'bad-message'],
    [`e=invalid-proof,${SERVER_FINAL}`, 'bad-message'],
  ])('%j is rejected', async (text, code) => {
    expect(await ended(text)).toMatchObject({ name: 'SaslError', code, fault: 'remote' })
  })

  it.each([
    ['invalid-proof', 'invalid-proof'],
    ['channel-bindings-dont-match', 'channel-bindings-dont-match'],
    ['x-unheard-of', 'x-unheard-of'],
    ['invalid-proof,x=y', 'invalid-proof'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), 'other-error'],
    ['a\r\nb', 'other-error'],
    ['a\x1b[2J', 'other-error'],
    ['\xc3\xa9', 'other-error'],
  ])('e=%j is the server that rejects, as %j', async (value, status) => {
    const error = await ended(`e=${value}`)
    expect(error).toMatchObject({
      code: 'rejected',
      fault: 'remote',
      message: `decode SCRAM: the server rejects: ${status}`,
      rejection: { status, scope: undefined, openidConfiguration: undefined },
    })
  })

  it('an unknown extension is ignored', async () => {
    const client = await begun()
    await client.respond(asBytes(SERVER_FIRST))
    expect(await client.respond(asBytes(`${SERVER_FINAL},x=y`))).toEqual(EMPTY)
    expect(client.done).toBe(true)
  })

  it('a success without it may not be believed', async () => {
    const client = await begun()
    expect(client.done).toBe(false)
    await client.respond(asBytes(SERVER_FIRST))
    expect(client.done).toBe(false)
  })
})

describe('a client', () => {
  it.each<[string, unknown, string]>([
    ['an empty name', { ...user, authenticationId: '' }, 'bad-credentials'],
    ['an empty password', { ...user, password: '' }, 'bad-credentials'],
    ['a NUL in the name', { ...user, authenticationId: 'a\0' }, 'bad-credentials'],
    ['a NUL in the password', { ...user, password: 'secret\0' }, 'bad-credentials'],
    ['a NUL in the authorization identity', { ...user, authorizationId: '\0' }, 'bad-credentials'],
    ['a lone surrogate', { ...user, password: 'secret\udcff' }, 'bad-credentials'],
    ['a control character in the name', { ...user, authenticationId: 'a\x07' }, 'bad-string'],
    ['a control character in the password', { ...user, password: 'secret\x07' }, 'bad-string'],
    ['a long name', { ...user, authenticationId: 'x'.repeat(1021) }, 'too-long'],
    ['a long password', { ...user, password: 'secret'.repeat(171) }, 'too-long'],
    ['a long authorization identity', { ...user, authorizationId: 'x'.repeat(1021) }, 'too-long'],
    ['no password', { authenticationId: 'user' }, 'bad-value'],
    ['nothing', undefined, 'bad-value'],
  ])('is not made with %s, and the password is not said', (_name, credentials, code) => {
    const error = caught(() => scramClient('SHA-1', credentials as PasswordCredentials))
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it.each<[string, ScramClientOptions, string]>([
    ['a comma in the nonce', { nonce: 'a,b' }, 'bad-value'],
    ['an empty nonce', { nonce: '' }, 'bad-value'],
    ['an invalid limit', { limits: { message: -1 } }, 'bad-value'],
    ['no crypto', { crypto: {} as WebCryptoLike }, 'no-crypto'],
    ['plus that is no boolean', { plus: 1 as unknown as boolean }, 'bad-value'],
  ])('is not made with %s', (_name, options, code) => {
    expect(caught(() => scramClient('SHA-1', user, options))).toMatchObject({ name: 'SaslError', code, fault: 'local' })
  })

  it.each(['SHA-224', 'sha-1', 'MD5', 'constructor', undefined])('does not have the hash %j', hash => {
    expect(caught(() => scramClient(hash as ScramHash, user))).toMatchObject({ name: 'SaslError', code: 'bad-value' })
  })

  it('takes a name of 1,020 bytes', async () => {
    const first = await scramClient('SHA-1', { ...user, authenticationId: ','.repeat(1020) }).respond(EMPTY)
    expect(asChars(first)).toContain(`n=${'=2C'.repeat(1020)},r=`)
  })

  it('speaks first: a challenge before that is rejected', () => {
    expect(caught(() => scramClient('SHA-1', user).respond(asBytes('x')))).toMatchObject({ code: 'bad-message' })
  })
})
