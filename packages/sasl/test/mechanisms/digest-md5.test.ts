import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type DigestMd5ClientOptions, digestMd5Client, type PasswordCredentials } from '../../src/index.js'
import { decodeDigestChallenge } from '../../src/mechanisms/digest-challenge.js'
import { digestChallengeInvariant } from '../invariants.js'

const { md5 } = hashes
const EMPTY = new Uint8Array(0)
const chris = { authenticationId: 'chris', password: 'secret' }
const CHALLENGE = 'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8'
const RSPAUTH = 'rspauth=ea40f60335c427b5527b84dbabcdfffd'
const options = { md5, service: 'imap', host: 'elwood.innosoft.com', nonce: 'OA6MHXh6VqTrRk' }

const client = (more: Partial<DigestMd5ClientOptions> = {}, credentials: PasswordCredentials = chris) =>
  digestMd5Client(credentials, { ...options, ...more })

/** The directives of a response, as bytes of one char each. */
const directivesOf = (response: Uint8Array): ReadonlyMap<string, string> =>
  new Map(
    [...asChars(response).matchAll(/([a-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g)].map(([, name, quoted, token]) => [
      name!,
      quoted?.replace(/\\(.)/g, '$1') ?? token!,
    ]),
  )

const md5Hex = (text: string): string => createHash('md5').update(text, 'latin1').digest('hex')
const md5Chars = (text: string): string => createHash('md5').update(text, 'latin1').digest().toString('latin1')

/** What a server computes of the values in a response (RFC 2831 2.1.2.1), written as the RFC has it. */
function computed(sent: ReadonlyMap<string, string>, secret: string): { response: string; rspauth: string } {
  const authzid = sent.has('authzid') ? `:${sent.get('authzid')}` : ''
  const a1 = `${md5Chars(secret)}:${sent.get('nonce')}:${sent.get('cnonce')}${authzid}`
  const value = (a2: string): string =>
    md5Hex(`${md5Hex(a1)}:${sent.get('nonce')}:${sent.get('nc')}:${sent.get('cnonce')}:${sent.get('qop')}:${md5Hex(a2)}`)
  return { response: value(`AUTHENTICATE:${sent.get('digest-uri')}`), rspauth: value(`:${sent.get('digest-uri')}`) }
}

describe('the DIGEST-MD5 exchange (RFC 2831 2.1)', () => {
  it.each([
    ['imap', 'OA6MG9tEQGm2hh', 'OA6MHXh6VqTrRk', 'd388dad90d4bbd760a152321f2143af7', 'ea40f60335c427b5527b84dbabcdfffd'],
    ['acap', 'OA9BSXrbuRhWay', 'OA9BSuZWMSpW8m', '6084c6db3fede7352c551284490fd0fc', '2f0b3d7c3c2e486600ef710726aa2eae'],
  ])('the example of %s (RFC 2831 4)', async (service, nonce, cnonce, response, rspauth) => {
    const one = client({ service, nonce: cnonce })
    expect([one.name, one.clientFirst, one.done]).toEqual(['DIGEST-MD5', false, false])
    expect(asChars(await one.respond(asBytes(CHALLENGE.replace('OA6MG9tEQGm2hh', nonce))))).toBe(
      `charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="${nonce}",nc=00000001,cnonce="${cnonce}",` +
        `digest-uri="${service}/elwood.innosoft.com",response=${response},qop=auth`,
    )
    expect(one.done).toBe(false)
    expect(await one.respond(asBytes(`rspauth=${rspauth}`))).toEqual(EMPTY)
    expect(one.done).toBe(true)
    expect(caught(() => one.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
  })

  const umlauts = { authenticationId: 'jürgen', password: 'pässwörd' }
  const tim = { authenticationId: 'tim', password: 'tanstaaftanstaaf' }

  it.each([
    [
      'GNU SASL 2.2.0',
      tim,
      'imap',
      'realm="example.org", nonce="ujc9MxEJLHWHaSevpG9Z5A==", qop="auth", charset=utf-8, algorithm=md5-sess',
      ['P2YFP7pDdWQEG6T6jmfHMg==', '05ee2cb0f2f838102676bcc3858ebe80', 'b9c40e08e2b551d4cb4642e8c6645ac5'],
    ],
    [
      'GNU SASL 2.2.0, with an authorization identity and a password that is not ISO 8859-1',
      { authenticationId: 'tim', password: 'pass€', authorizationId: 'fred' },
      'smtp',
      'realm="example.org", nonce="9fMbDJGslAPuX6NfZ6lnVQ==", qop="auth", charset=utf-8, algorithm=md5-sess',
      ['9yEzXuV8zoLiEYcFrm/+2A==', 'b30f843183576c6665336d58b40e46b2', '662e910654949ca3ead9979b83d0c8fd'],
    ],
    [
      'GNU SASL 2.2.0, with a realm that stays UTF-8 beside a password that does not',
      { authenticationId: 'tim', password: 'pässwörd' },
      'smtp',
      'realm="gr\xc3\xb6\xc3\x9fe.example", nonce="CIEoIgFuE8OucJOS8FPukA==", qop="auth", charset=utf-8, algorithm=md5-sess',
      ['Lhh/ubuvNULgsJ16zbYXIg==', '522e283ac2668dc73707fd0d5e669b55', 'ae480ca7bc518fb21d1eb6c3d9510cde'],
    ],
    [
      'Cyrus SASL 2.1.28',
      tim,
      'imap',
      'nonce="bx/fMKA7nW7v+OvkB7rPSMYFEEQT0bwIUpTwH0SFOTA=",realm="vm",qop="auth",maxbuf=2048,charset=utf-8,algorithm=md5-sess',
      ['r0dUIfwbzfVoKKcCV5+4StRBBnd9wprhzzrD6f3vjQw=', 'a42e56160e95e5e361493335fb9f8429', 'cf4c63acbc91c62ce38d08c9c69e375e'],
    ],
    [
      'Cyrus SASL 2.1.28, with a name and a password that are ISO 8859-1 (RFC 2831 2.1.2.1)',
      umlauts,
      'imap',
      'nonce="MSpEYOaClUPmeer3S9kVr//2OyyYQfZxD5PZ7XSAFZM=",realm="vm",qop="auth",maxbuf=2048,charset=utf-8,algorithm=md5-sess',
      ['LceLVzre58N5lF2DTV64ULfWp9bCUACJSNraA4rmP+o=', 'db9fc07c34596a9b2ccdcb2511a279fa', 'de704b40ce132ac57951cd46deaff5af'],
    ],
    [
      'Cyrus SASL 2.1.28, with a password that is not',
      { authenticationId: 'kurt', password: 'pass€' },
      'imap',
      'nonce="XvIzJB68a9xhCcQA9dHF5dTy8n+/DUsaoluRPOmzJS8=",realm="vm",qop="auth",maxbuf=2048,charset=utf-8,algorithm=md5-sess',
      ['9Ukt3jhjpY2IqcHAPXT2/OV/0zt4HlLcaZSls7gPykU=', 'b286431a6b763d3eb07a694c03739a71', 'f7bce228278dcb59ccc26a48c5da1e79'],
    ],
  ])('of %s (recorded)', async (_peer, credentials, service, challenge, [nonce, response, rspauth]) => {
    const one = client({ service, host: 'mail.example.org', nonce }, credentials)
    expect(directivesOf(await one.respond(asBytes(challenge))).get('response')).toBe(response)
    expect(await one.respond(asBytes(`rspauth=${rspauth}`))).toEqual(EMPTY)
    expect(one.done).toBe(true)
  })

  it('GNU SASL 2.2.0 hashes a name in UTF-8 that RFC 2831 2.1.2.1 wants in ISO 8859-1 (recorded)', async () => {
    const challenge = 'realm="example.org", nonce="5B2o1Waia73Bw8zkNJCSWw==", qop="auth", charset=utf-8, algorithm=md5-sess'
    const one = client({ host: 'mail.example.org', nonce: '1sF48eZytk2InfggdFq57w==' }, umlauts)
    const sent = directivesOf(await one.respond(asBytes(challenge)))
    expect(computed(sent, 'j\xc3\xbcrgen:example.org:p\xe4ssw\xf6rd').response).toBe('2c156a83d454459055ef291e4f1ee472')
    expect(sent.get('response')).toBe(computed(sent, 'j\xfcrgen:example.org:p\xe4ssw\xf6rd').response)
  })

  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(one => !/[\0-\x1f\x7f]/.test(one))
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', ' ', '\t', '\xfc', '='), minLength: 1, maxLength: 20 })
  test.prop([text, text, fc.option(text), fc.array(word, { maxLength: 3 }), word])(
    'meets a server that computes as RFC 2831 2.1.2.1 has it',
    async (authenticationId, password, authzid, realms, nonce) => {
      const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`
      const challenge = [
        ...realms.map(realm => `realm=${quoted(realm)}`),
        `nonce=${quoted(nonce)}`,
        'algorithm=md5-sess',
        'charset=utf-8',
      ]
      const one = client({ nonce: undefined }, { authenticationId, password, authorizationId: authzid ?? undefined })
      const sent = directivesOf(await one.respond(asBytes(challenge.join(' , '))))
      const utf8 = (value: string): string => Buffer.from(value).toString('latin1')
      const hashed = (value: string): string => (/^[\0-\xff]*$/.test(value) ? value : utf8(value))
      expect(sent.get('username')).toBe(utf8(authenticationId))
      expect(sent.get('realm')).toBe(realms[0])
      expect(sent.get('nonce')).toBe(nonce)
      expect(sent.get('authzid')).toBe(authzid === null ? undefined : utf8(authzid))
      const { response, rspauth } = computed(sent, `${hashed(authenticationId)}:${realms[0] ?? ''}:${hashed(password)}`)
      expect(sent.get('response')).toBe(response)
      await one.respond(asBytes(`rspauth=${rspauth}`))
      expect(one.done).toBe(true)
    },
  )
})

describe("the server's proof (RFC 2831 2.1.3)", () => {
  it.each([
    ['another digest', `rspauth=${'0'.repeat(32)}`, 'bad-signature'],
    ['one that differs in its last digit', `${RSPAUTH.slice(0, -1)}e`, 'bad-signature'],
    ["the client's own response", 'rspauth=d388dad90d4bbd760a152321f2143af7', 'bad-signature'],
    ['nothing', '', 'bad-message'],
    ['upper-case digits', `rspauth=${RSPAUTH.slice(8).toUpperCase()}`, 'bad-message'],
    ['31 digits', RSPAUTH.slice(0, -1), 'bad-message'],
    ['33 digits', `${RSPAUTH}0`, 'bad-message'],
    ['a line end', `${RSPAUTH}\r\n`, 'bad-message'],
    ['another challenge', CHALLENGE, 'bad-message'],
    ['another name of the same length', RSPAUTH.replace('rspauth', 'rspautx'), 'bad-message'],
    ['text in front', ` ${RSPAUTH}`, 'bad-message'],
  ])('rejects %s: the exchange is over, and a success is not believed', async (_name, proof, code) => {
    const one = client()
    await one.respond(asBytes(CHALLENGE))
    const error = caught(() => one.respond(asBytes(proof)))
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'remote' })
    expect(error.message + JSON.stringify(error)).not.toMatch(/secret|ea40f60335/)
    expect(one.done).toBe(false)
    expect(caught(() => one.respond(asBytes(RSPAUTH)))).toMatchObject({ code: 'unexpected' })
  })

  it('takes the name of the directive in any case (RFC 2831 7.2)', async () => {
    const one = client()
    await one.respond(asBytes(CHALLENGE))
    expect(await one.respond(asBytes(RSPAUTH.replace('rspauth', 'RspAuth')))).toEqual(EMPTY)
    expect(one.done).toBe(true)
  })

  it('rejects the proof of another password', async () => {
    const one = client({}, { ...chris, password: 'Secret' })
    await one.respond(asBytes(CHALLENGE))
    expect(caught(() => one.respond(asBytes(RSPAUTH)))).toMatchObject({ code: 'bad-signature' })
  })
})

describe('the challenge of DIGEST-MD5 (RFC 2831 2.1.1, 7.1, 7.2)', () => {
  const required = 'nonce="n",algorithm=md5-sess'
  const plain = { realms: [], nonce: 'n', isUtf8: false }

  it.each<[string, object]>([
    [required, plain],
    [`${required},charset=utf-8`, { ...plain, isUtf8: true }],
    [`${required},realm="a",realm="b",realm=""`, { ...plain, realms: ['a', 'b', ''] }],
    [` \t,, ${required} \r\n ,\r\n\t, `, plain],
    ['nonce \t= \r\n "n" , algorithm = md5-sess', plain],
    ['NONCE="n",Algorithm=MD5-Sess,CharSet=UTF-8,STALE=True', { ...plain, isUtf8: true }],
    [`${required},qop="auth-int, AUTH ,,x"`, plain],
    [`${required},stale=true,maxbuf=65536,cipher="rc4,des"`, plain],
    [`${required},opaque="x",opaque=y,domain="z",constructor=1,__proto__="2"`, plain],
    // Quotes where the grammar has none, as of Dovecot, and none where it has them.
    ['realm="",nonce="n",qop="auth",charset="utf-8",algorithm="md5-sess"', { ...plain, realms: [''], isUtf8: true }],
    ['nonce=n,algorithm=md5-sess,maxbuf="1",realm=a,qop=auth', { ...plain, realms: ['a'] }],
    ['algorithm=md5-sess,nonce="a\\"b\\\\c\\d, e"', { ...plain, nonce: 'a"b\\cd, e' }],
    ['algorithm=md5-sess,nonce="\xc3\xbc\tx"', { ...plain, nonce: '\xc3\xbc\tx' }],
  ])('reads %j', (challenge, decoded) => {
    expect(decodeDigestChallenge(asBytes(challenge))).toEqual(decoded)
  })

  it.each([
    '',
    ',',
    'nonce="n"',
    'algorithm=md5-sess',
    'nonce="",algorithm=md5-sess',
    'nonce="n",algorithm=md5',
    `${required},nonce="n"`,
    `${required},algorithm=md5-sess`,
    `${required},qop="auth",qop="auth"`,
    `${required},stale=true,stale=true`,
    `${required},maxbuf=1,maxbuf=2`,
    `${required},charset=utf-8,charset=utf-8`,
    `${required},cipher="des",cipher="des"`,
    `${required},qop="auth-int,auth-conf"`,
    `${required},qop=""`,
    `${required},qop="auth b"`,
    `${required},qop="auth;"`,
    `${required},stale=false`,
    `${required},maxbuf=-1`,
    `${required},maxbuf=1x`,
    `${required},charset=iso-8859-1`,
    `${required},x`,
    `${required},x=`,
    `${required},=x`,
    `${required},x y=z`,
    `${required},x="y`,
    `${required},x="y"z`,
    `${required},x="y\\"`,
    `${required},x="a\nb"`,
    `${required},x="a\\\nb"`,
    `${required},x="a\0b"`,
    `${required},x\xfc=y`,
    `${required}\n`,
    `${required}\r\n`,
    `${required};x=y`,
  ])('rejects %j', async challenge => {
    expect(caught(() => decodeDigestChallenge(asBytes(challenge)))).toMatchObject({
      name: 'SaslError',
      code: 'bad-message',
      fault: 'remote',
    })
    const one = client()
    await expect(one.respond(asBytes(challenge))).rejects.toMatchObject({ code: 'bad-message' })
    expect(caught(() => one.respond(asBytes(RSPAUTH)))).toMatchObject({ code: 'unexpected' })
  })

  it('an error of the grammar says where', () => {
    expect(caught(() => decodeDigestChallenge(asBytes(`${required};x=y`)))).toMatchObject({
      offset: 10,
      message: 'respond DIGEST-MD5: a directive expected at offset 10',
    })
  })

  it.each([
    [2046, true],
    [2047, true],
    [2048, false],
  ])('of %i bytes: %s (RFC 2831 2.1.1)', (length, fits) => {
    const challenge = asBytes(`${required},x=`.padEnd(length, 'y'))
    if (fits) expect(decodeDigestChallenge(challenge)).toEqual(plain)
    else expect(caught(() => decodeDigestChallenge(challenge))).toMatchObject({ code: 'too-long' })
  })

  test.prop([
    fc.oneof(
      fc.uint8Array(),
      fc
        .array(
          fc.constantFrom(
            'nonce="n"',
            'algorithm=md5-sess',
            'realm="a\\"b"',
            'charset=utf-8',
            'qop="auth"',
            ',',
            ' ',
            '\r\n ',
            '"',
            '\\',
          ),
        )
        .map(parts => asBytes(parts.join(','))),
    ),
  ])('any bytes are a challenge or a SaslError', digestChallengeInvariant)
})

describe("the client's side of DIGEST-MD5", () => {
  it('chooses the first realm, the one that was given, or the one that was given where none is offered', async () => {
    const offer = 'realm="a",realm="b",nonce="n",algorithm=md5-sess'
    expect(directivesOf(await client().respond(asBytes(offer))).get('realm')).toBe('a')
    expect(directivesOf(await client({ realm: 'b' }).respond(asBytes(offer))).get('realm')).toBe('b')
    const error = await Promise.resolve(client({ realm: 'c' }).respond(asBytes(offer))).catch(one => one)
    expect(error).toMatchObject({ name: 'SaslError', code: 'bad-credentials', fault: 'local' })
    const none = 'nonce="n",algorithm=md5-sess'
    expect(directivesOf(await client().respond(asBytes(none))).has('realm')).toBe(false)
    expect(directivesOf(await client({ realm: 'c' }).respond(asBytes(none))).get('realm')).toBe('c')
    const utf8 = `${none},realm="\xc3\xbc",charset=utf-8`
    expect(directivesOf(await client({ realm: 'ü' }).respond(asBytes(utf8))).get('realm')).toBe('\xc3\xbc')
    expect(directivesOf(await client({ realm: 'ü' }).respond(asBytes(`${none},realm="\xfc"`))).get('realm')).toBe('\xfc')
  })

  it('without charset everything is ISO 8859-1 (RFC 2831 2.1.1)', async () => {
    const challenge = asBytes('nonce="n",algorithm=md5-sess')
    const one = client({}, { authenticationId: 'jürgen', password: 'pässwörd' })
    const response = await one.respond(challenge)
    const sent = directivesOf(response)
    // Neither charset, nor realm, nor authzid.
    expect(asChars(response)).toBe(
      `username="j\xfcrgen",nonce="n",nc=00000001,cnonce="${options.nonce}",digest-uri="imap/elwood.innosoft.com",` +
        `response=${sent.get('response')},qop=auth`,
    )
    expect(sent.get('username')).toBe('j\xfcrgen')
    expect(sent.get('response')).toBe(computed(sent, 'j\xfcrgen::p\xe4ssw\xf6rd').response)
    for (const credentials of [
      { ...chris, password: 'secret€' },
      { ...chris, authenticationId: '€' },
    ]) {
      const error = await Promise.resolve(client({}, credentials).respond(challenge)).catch(one => one)
      expect(error).toMatchObject({ name: 'SaslError', code: 'bad-credentials', fault: 'local' })
      expect(JSON.stringify(error) + error.message).not.toContain('secret')
    }
  })

  it('no text of the caller ends a quoted string (RFC 2831 7.2)', async () => {
    const response = asChars(
      await client({}, { ...chris, authenticationId: 'a",qop=auth-conf,x="', authorizationId: '\\' }).respond(asBytes(CHALLENGE)),
    )
    expect(response).toContain('username="a\\",qop=auth-conf,x=\\"",')
    expect(response).toContain(',authzid="\\\\"')
  })

  it('makes another nonce of 128 bits each time', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 50 }, async () =>
        directivesOf(await client({ nonce: undefined }).respond(asBytes(CHALLENGE))).get('cnonce'),
      ),
    )
    expect(new Set(nonces).size).toBe(50)
    for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f]{32}$/)
    const fixed = { subtle: globalThis.crypto.subtle as never, getRandomValues: (array: Uint8Array) => array.fill(0xab) }
    const response = await client({ nonce: undefined, crypto: fixed }).respond(asBytes(CHALLENGE))
    expect(directivesOf(response).get('cnonce')).toBe('ab'.repeat(16))
  })

  it.each([
    [4095, true],
    [4096, false],
  ])('a response of %i bytes: %s (RFC 2831 2.1.2)', async (length, fits) => {
    const quotes = { authenticationId: '"'.repeat(1020), password: 'secret', authorizationId: '"'.repeat(700) }
    const shortest = (await client({}, quotes).respond(asBytes(CHALLENGE))).length
    const response = Promise.resolve(
      client({ nonce: 'x'.repeat(options.nonce.length + length - shortest) }, quotes).respond(asBytes(CHALLENGE)),
    )
    if (fits) expect((await response).length).toBe(length)
    else await expect(response).rejects.toMatchObject({ name: 'SaslError', code: 'too-long', fault: 'local' })
  })

  it.each<[unknown, unknown, string]>([
    [undefined, {}, 'bad-value'],
    [{ ...chris, password: '' }, {}, 'bad-credentials'],
    [{ ...chris, password: 'secret\0' }, {}, 'bad-credentials'],
    [{ ...chris, password: 'secret\ud800' }, {}, 'bad-credentials'],
    [{ ...chris, password: 'x'.repeat(1021) }, {}, 'too-long'],
    [{ ...chris, authenticationId: 'x'.repeat(1021) }, {}, 'too-long'],
    [{ ...chris, authorizationId: 'x'.repeat(1021) }, {}, 'too-long'],
    [{ ...chris, authenticationId: 'a\r\nb' }, {}, 'bad-credentials'],
    [{ ...chris, authorizationId: 'a\nb' }, {}, 'bad-credentials'],
    [chris, { service: '' }, 'bad-credentials'],
    [chris, { service: 'imap/x' }, 'bad-credentials'],
    [chris, { host: '' }, 'bad-credentials'],
    [chris, { host: 'a"b' }, 'bad-credentials'],
    [chris, { host: 'a\n' }, 'bad-credentials'],
    [chris, { host: undefined }, 'bad-value'],
    [chris, { nonce: '' }, 'bad-credentials'],
    [chris, { nonce: 'a"' }, 'bad-credentials'],
    [chris, { nonce: 'a b' }, 'bad-credentials'],
    [chris, { realm: 'a\0' }, 'bad-credentials'],
    [chris, { realm: 'a\r' }, 'bad-credentials'],
    [chris, { md5: undefined }, 'no-crypto'],
    [chris, { md5: 5 }, 'bad-value'],
  ])('rejects the credentials %j with the options %j', (credentials, more, code) => {
    const make = () =>
      digestMd5Client(credentials as PasswordCredentials, { ...options, ...(more as Partial<DigestMd5ClientOptions>) })
    const error = caught(make)
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error) + error.message).not.toContain('secret')
  })
})
