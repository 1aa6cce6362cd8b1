/** A peer of another protocol is known by its first bytes, and a peer of our own is never taken for one. */
import { describe, expect, it } from 'vitest'
import { isHttpRequest, isTlsRecord, protocolOfGreeting } from '../src/index.js'

it('TLS begins with an alert or a handshake (RFC 8446 5.1), no other byte does', () => {
  const first = Array.from({ length: 256 }, (_, byte) => byte).filter(isTlsRecord)
  expect([first, isTlsRecord(undefined)]).toEqual([[0x15, 0x16], false])
})

describe('a request of HTTP', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'])('%s (RFC 9110 9.3)', method => {
    expect(isHttpRequest(method, '/ HTTP/1.1')).toBe(true)
  })

  it('begins with a preface in HTTP/2 (RFC 9113 3.4)', () => {
    expect(isHttpRequest('PRI', '* HTTP/2.0')).toBe(true)
  })

  it.each([
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/ HTTP/x'],
    ['EHLO', 'HTTP/1.1'],
    ['get', '/ HTTP/1.1'],
    ['XGET', '/ HTTP/1.1'],
    ['GETS', '/ HTTP/1.1'],
    ['', 'HTTP/1.1'],
  ])('is not %s with %j', (keyword, argument) => {
    expect(isHttpRequest(keyword, argument)).toBe(false)
  })
})

describe('the greeting of a server', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request', 'HTTP'],
    ['HTTP/2', 'HTTP'],
    ['220 mx.example ESMTP', 'SMTP or FTP'],
    ['220-mx.example', 'SMTP or FTP'],
    ['* OK [CAPABILITY IMAP4rev2]', 'IMAP'],
    ['* OK', 'IMAP'],
    ['* preauth welcome', 'IMAP'],
    ['* BYE', 'IMAP'],
    ['+OK ready', 'POP3'],
    ['+ok', 'POP3'],
    ['SSH-2.0-OpenSSH_9.9', 'SSH'],
  ])('%j is of %s', (line, protocol) => {
    expect(protocolOfGreeting(line)).toBe(protocol)
  })

  it.each([
    '',
    'HTTP',
    'HTTP/x',
    ' HTTP/1.1 200',
    'x HTTP/1.1',
    '220',
    '2200 x',
    '220.',
    'x 220 x',
    '250 mx.example',
    '* OKAY',
    '* NO',
    'x* OK',
    '*OK x',
    '+OKAY',
    'x+OK',
    '-ERR',
    'SSH',
    'x SSH-2.0',
  ])('%j is of none that is known', line => {
    expect(protocolOfGreeting(line)).toBeUndefined()
  })
})
