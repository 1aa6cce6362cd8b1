/** The lines of a client that are not commands: which error each has, what may follow it, and what is not SMTP at all. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../../src/all.js'
import { codes, serve } from '../support.js'

/** The error of each line that was refused as invalid, and the suggested reply. */
const refused = (text: string, options: Partial<ServerOptions> = {}): unknown[] =>
  serve([asBytes(text)], options).events.flatMap(event => {
    if (event.type !== 'command' || event.command.verb !== 'invalid') return []
    const { code, offset, message } = event.command.error
    const { code: reply, enhanced } = event.suggestedReply
    return [[code, offset, message, reply, enhanced]]
  })

describe('an invalid line', () => {
  const auth: Partial<ServerOptions> = { extensions: { auth: ['PLAIN'] }, limits: { commandLine: 20, authLine: 41 } }
  const lf = 'receive: the line ends in a bare LF; lines end in CRLF'
  const long = (limit: number): string => `receive: a line of more than ${limit} bytes`

  it.each<[string, string, unknown[], Partial<ServerOptions>?]>([
    ['ends in a bare LF (RFC 5321 2.3.8)', 'NOOP\nNOOP\r\n', ['bare-lf', 0, lf, 500, '5.5.2']],
    ['is too long (RFC 5321 4.5.3.1.4)', `NOOP ${'x'.repeat(2042)}\r\n`, ['line-too-long', 0, long(2048), 500, '5.5.2']],
    ['ends in a bare LF, and is longer than a command', `NOOP ${'x'.repeat(20)}\n\r\n`, ['bare-lf', 8, lf, 500, '5.5.2'], auth],
    [
      'is longer than a command where AUTH may come',
      `NOOP ${'x'.repeat(14)}\r\n`,
      ['line-too-long', 8, long(20), 500, '5.5.2'],
      auth,
    ],
    [
      'is longer than the longest AUTH (RFC 4954 4)',
      `auth ${'x'.repeat(35)}\r\n`,
      ['line-too-long', 8, long(41), 500, '5.5.6'],
      auth,
    ],
    ['is nearly AUTH', `AUTHx${'x'.repeat(14)}\r\n`, ['line-too-long', 8, long(20), 500, '5.5.2'], auth],
  ])('that %s', (_name, line, error, options) => {
    expect(refused(`${options === undefined ? '' : 'EHLO a\r\n'}${line}`, options)).toEqual([error])
  })

  it('a line of AUTH may have as many bytes as the limit, in lower case too (RFC 4954 4)', () => {
    expect(refused(`EHLO a\r\nauth PLAIN ${'A'.repeat(28)}\r\n`, auth)).toEqual([])
    expect(refused(`EHLO a\r\nNOOP ${'x'.repeat(13)}\r\n`, auth)).toEqual([])
  })

  it.each([
    ['BDAT\x01', true],
    ['\t bdat 6 LAST\x01', true],
    ['BDAT\x01 6', true],
    ['XBDAT\x01', false],
    ['NOOP BDAT\x01', false],
    ['BDAT6\x01', false],
    ['\x01BDAT 6', false],
  ])('%j: that it may be a BDAT, and the session ends: %s (RFC 3030 2)', (line, ends) => {
    expect(codes(`EHLO a\r\n${line}\r\nNOOP\r\n`)).toEqual(ends ? [250, 500] : [250, 500, 250])
  })

  it('BDAT in an exchange is a response like others (RFC 4954 4)', () => {
    const text = `EHLO a\r\nAUTH PLAIN\r\nBDAT ${'x'.repeat(40)}\r\nNOOP\r\n`
    expect(codes(text, auth)).toEqual([250, 334, 500, 250])
  })
})

describe('another protocol', () => {
  it.each(['GET / HTTP/1.1\r\n', '\x16\x03\x01\x02'])('%j at the start ends the session, by its own error', text => {
    const { events, output } = serve([asBytes(text)])
    expect(events.at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'not-smtp', offset: 0, message: 'receive: this is an SMTP server' },
    })
    expect(output.split('\r\n').at(-2)).toMatch(/^421 4\.7\.0 /)
  })

  it('later, or in the argument of a command, it is an unknown command, or none at all', () => {
    expect(codes('NOOP\r\nGET / HTTP/1.1\r\nNOOP\r\n')).toEqual([250, 500, 250])
    expect(codes('NOOP GET HTTP/1.1\r\nGET\r\nNOOP\r\n')).toEqual([250, 500, 250])
    expect(codes('GET\r\nNOOP\r\n')).toEqual([500, 250])
    expect(codes('NOOP\r\n\x16\r\nNOOP\r\n')).toEqual([250, 500, 250])
  })

  it('after an invalid line it is not the first either', () => {
    expect(codes('\x01\r\nGET / HTTP/1.1\r\nNOOP\r\n')).toEqual([500, 500, 250])
  })
})
