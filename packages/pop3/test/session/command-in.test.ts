/** The lines of a client that are not commands: which error each has, what may follow it, and where the line was. */
import { Input } from '@mailwire/bytes'
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { defaultLimits, ServerConnection, type ServerEvent } from '../../src/index.js'
import { CommandIn } from '../../src/session/command-in.js'
import { acceptLogin, converse } from '../support.js'

const limits = { commandLine: 20, authLine: 30 }

describe('an invalid line', () => {
  const lf = 'the line ends in a bare LF; lines end in CRLF'

  it.each<[string, string, string, string]>([
    ['holds a bare LF (RFC 1939 3)', 'CAPA\nQUIT\r\n', 'bare-lf', lf],
    ['holds a bare LF, and is too long behind it', `CAPA\n${'x'.repeat(20)}\r\n`, 'bare-lf', lf],
    ['is too long (RFC 2449 4)', `USER ${'x'.repeat(14)}\r\n`, 'line-too-long', 'a line of more than 20 bytes'],
    ['does not follow its grammar', 'RETR x\r\n', 'bad-number', "a digit expected, 'x' found"],
  ])('that %s is refused, and the next one is read', (_name, line, code, text) => {
    const { events } = converse(`CAPA\r\n${line}CAPA\r\n`, { limits })
    expect(events[2]).toMatchObject({
      command: { verb: 'invalid', error: { code, fault: 'remote' } },
      suggestedReply: { status: '-ERR', text },
    })
    expect((events[2] as { command: { error: { offset: number } } }).command.error.offset).toBeGreaterThanOrEqual(6)
    expect(events[3]).toMatchObject({ command: { verb: 'capa' } })
  })

  it.each<[string, string, string]>([
    ['holds a bare LF', 'AGEA\nQUIT\r\n', lf],
    ['is too long', `${'A'.repeat(32)}\r\n`, 'a line of more than 30 bytes'],
  ])('of an exchange that %s cancels it (RFC 5034 4)', (_name, line, text) => {
    const server = new ServerConnection({ limits, capabilities: { sasl: ['PLAIN'] } })
    const events: ServerEvent[] = drive(server, [asBytes(`AUTH PLAIN\r\n${line}CAPA\r\n`)], event => {
      const answer = acceptLogin(event)
      if (answer !== undefined) server.send(answer)
    })
    expect(events[2]).toEqual({ type: 'auth-cancel', suggestedReply: { status: '-ERR', text } })
    expect(events[3]).toMatchObject({ command: { verb: 'capa' } })
  })

  it('may have exactly as many bytes as the limit', () => {
    expect(converse(`USER ${'x'.repeat(13)}\r\n`, { limits }).events[1]).toMatchObject({ command: { verb: 'user' } })
  })
})

it.each([
  [false, []],
  [true, ['PASS ***\r\n']],
])('a line is masked for a tap, and for nothing else: %s', (tapped, seen) => {
  const input = new Input()
  input.push(asBytes('PASS secret\r\n'))
  const shown: string[] = []
  const source = { input, tapped, saw: (bytes: Uint8Array) => shown.push(asChars([bytes])) }
  expect(new CommandIn(false, defaultLimits).read(source, false)).toMatchObject({
    type: 'command',
    command: { verb: 'pass', password: 'secret' },
    offset: 0,
  })
  expect(shown).toEqual(seen)
})
