/** What a caller passes wrongly: the error names the function, and is the caller's fault. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  apopDigest,
  ClientConnection,
  decodeCommand,
  decodeContinuation,
  decodeResponse,
  encodeCommand,
  encodeContinuation,
  encodeResponse,
  formatCapabilities,
  formatDropListing,
  formatLanguageListing,
  formatScanListing,
  formatUniqueIdListing,
  greetingTimestamp,
  parseCapabilities,
  parseDropListing,
  parseLanguageListing,
  parseScanListing,
  parseUniqueIdListing,
  registeredCode,
  ServerConnection,
  verifyApop,
} from '../src/index.js'
import { unterminated } from '../src/values.js'

/** A value of a type that no function takes there. */
const wrong = 5 as never
const bytes = new Uint8Array(0)
const md5 = (): Uint8Array => new Uint8Array(16)

describe('an error for a value of the wrong type begins with what was done', () => {
  it.each<[string, () => unknown]>([
    ['decode command: a Uint8Array', () => decodeCommand(wrong)],
    ['decode command: an object', () => decodeCommand(bytes, wrong)],
    ['decode command: origin: a whole number from 0', () => decodeCommand(bytes, { origin: -1 })],
    ['decode response: a Uint8Array', () => decodeResponse(wrong)],
    ['decode response: an object', () => decodeResponse(bytes, wrong)],
    ['decode continuation: a Uint8Array', () => decodeContinuation(wrong)],
    ['decode continuation: an object', () => decodeContinuation(bytes, wrong)],
    ['encode continuation: a Uint8Array', () => encodeContinuation(wrong)],
    ['encode command: an object', () => encodeCommand(wrong)],
    ['encode command: a string', () => encodeCommand({ verb: 'unknown', name: wrong, argument: undefined })],
    ['encode command: a string', () => encodeCommand({ verb: 'unknown', name: 'X', argument: wrong })],
    ['encode USER: a string', () => encodeCommand({ verb: 'user', name: wrong })],
    ['encode PASS: a string', () => encodeCommand({ verb: 'pass', password: wrong })],
    ['encode APOP: a string', () => encodeCommand({ verb: 'apop', name: wrong, digest: '' })],
    ['encode APOP: a string', () => encodeCommand({ verb: 'apop', name: 'a', digest: wrong })],
    ['encode AUTH: a string', () => encodeCommand({ verb: 'auth', mechanism: wrong, initialResponse: undefined })],
    ['encode AUTH: a Uint8Array', () => encodeCommand({ verb: 'auth', mechanism: 'A', initialResponse: wrong })],
    ['encode LANG: a string', () => encodeCommand({ verb: 'lang', tag: wrong })],
    ['encode response: an object', () => encodeResponse(wrong)],
    ['encode response: a string', () => encodeResponse({ status: '+OK', code: wrong })],
    ['encode response: a string', () => encodeResponse({ status: '+OK', text: wrong })],
    ['parse STAT: a string', () => parseDropListing(wrong)],
    ['parse LIST: a string', () => parseScanListing(wrong)],
    ['parse UIDL: a string', () => parseUniqueIdListing(wrong)],
    ['parse LANG: a string', () => parseLanguageListing(wrong)],
    ['parse CAPA: an array', () => parseCapabilities(wrong)],
    ['parse CAPA: a string', () => parseCapabilities([wrong])],
    ['format STAT: an object', () => formatDropListing(wrong)],
    ['format LIST: an object', () => formatScanListing(wrong)],
    ['format UIDL: an object', () => formatUniqueIdListing(wrong)],
    ['format UIDL: a string', () => formatUniqueIdListing({ message: 1, uid: wrong })],
    ['format LANG: an object', () => formatLanguageListing(wrong)],
    ['format LANG: a string', () => formatLanguageListing({ tag: wrong, name: undefined })],
    ['format LANG: a string', () => formatLanguageListing({ tag: 'de', name: wrong })],
    ['format capabilities: an object', () => formatCapabilities(wrong)],
    ['format SASL: an array', () => formatCapabilities({ sasl: wrong })],
    ['format SASL: a string', () => formatCapabilities({ sasl: [wrong] })],
    ['format UTF8: an array', () => formatCapabilities({ utf8: wrong })],
    ['format UTF8: a string', () => formatCapabilities({ utf8: [wrong] })],
    ['format LOGIN-DELAY: an object', () => formatCapabilities({ 'login-delay': wrong })],
    ['format EXPIRE: an object', () => formatCapabilities({ expire: wrong })],
    ['format IMPLEMENTATION: a string', () => formatCapabilities({ implementation: wrong })],
    ['format capabilities: a string', () => formatCapabilities({ unknown: new Map([[wrong, '']]) })],
    ['format X: a string', () => formatCapabilities({ unknown: new Map([['X', wrong]]) })],
    ['find timestamp: an object', () => greetingTimestamp('', wrong)],
    ['find timestamp: a string', () => greetingTimestamp(wrong)],
    ['look up response code: a string', () => registeredCode(wrong)],
    ['new ClientConnection: tap: a function', () => new ClientConnection({ tap: wrong })],
    ['new ServerConnection: tap: a function', () => new ServerConnection({ tap: wrong })],
  ])('%s expected (%#)', (text, run) => {
    const error = caught(run)
    expect(error).toMatchObject({ name: 'Pop3Error', code: 'bad-value', fault: 'local', offset: 0 })
    expect(error.message).toMatch(new RegExp(`^${text} expected, not (?:a number|-1)$`))
  })

  it.each<[string, () => Promise<unknown>]>([
    ['make APOP digest: md5 is not a function', () => apopDigest('<a@b>', 'x', wrong)],
    ['make APOP digest: a string expected, not a number', () => apopDigest(wrong, 'x', md5)],
    ['make APOP digest: a string expected, not a number', () => apopDigest('<a@b>', wrong, md5)],
    ['make APOP digest: md5: a Uint8Array expected, not a number', () => apopDigest('<a@b>', 'x', () => wrong)],
    ['make APOP digest: md5 returned 15 bytes, 16 expected', () => apopDigest('<a@b>', 'x', () => new Uint8Array(15))],
    ['check APOP: a string expected, not a number', () => verifyApop(wrong, '<a@b>', 'x', md5)],
  ])('%s', async (message, run) => {
    await expect(run()).rejects.toMatchObject({ name: 'Pop3Error', code: 'bad-value', fault: 'local', message })
  })
})

describe('an error for a number out of range begins with what was done', () => {
  it.each<[string, () => unknown, string?]>([
    ['encode command', () => encodeCommand({ verb: 'retr', message: 0 }), 'bad-number'],
    ['encode command', () => encodeCommand({ verb: 'top', message: 0, lines: 0 }), 'bad-number'],
    ['encode TOP', () => encodeCommand({ verb: 'top', message: 1, lines: -1 }), 'bad-number'],
    ['format STAT', () => formatDropListing({ count: -1, octets: 0 })],
    ['format STAT', () => formatDropListing({ count: 0, octets: -1 })],
    ['format LIST', () => formatScanListing({ message: 0, octets: 0 })],
    ['format LIST', () => formatScanListing({ message: 1, octets: -1 })],
    ['format UIDL', () => formatUniqueIdListing({ message: 0, uid: 'a' })],
    ['format LOGIN-DELAY', () => formatCapabilities({ 'login-delay': { seconds: -1, perUser: false } })],
    ['format EXPIRE', () => formatCapabilities({ expire: { days: -1, perUser: false } })],
  ])('%s (%#)', (action, run, code = 'bad-listing') => {
    const error = caught(run)
    expect(error).toMatchObject({ name: 'Pop3Error', code, fault: 'local' })
    expect(error.message).toMatch(new RegExp(`^${action}: a whole number from [01] expected, not (?:0|-1)$`))
  })
})

it('a tap is a function, or none', () => {
  for (const tap of [undefined, () => {}]) expect([new ClientConnection({ tap }), new ServerConnection({ tap })]).toHaveLength(2)
})

it.each([
  ['a\r\n', 'a'],
  ['a\r\n\r\n', 'a\r\n'],
  ['\r\n', ''],
  ...['', '\n', '\r', 'a\n', 'a\r', 'a\rb', '\rb', 'a\n\r', 'a\r\nb'].map(line => [line, line]),
])('of the line %j, %j is without its CRLF', (line, expected) => {
  expect(asChars(unterminated(asBytes(line!)))).toBe(expected)
})
