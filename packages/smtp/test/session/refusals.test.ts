/** What a server counts before it ends a session, and what it does not count (RFC 5321 4.5.3.1.10, RFC 4954 4 and 9, RFC 3030 2). */
import { asBytes } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import type { ServerEvent, ServerOptions, ServerSend } from '../../src/all.js'
import { answer, serve } from '../support.js'

const extensions = { auth: ['PLAIN'], chunking: true, pipelining: true } as const
const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'

/** The error that ended the session, and its last reply; or nothing. */
function excess(
  text: string,
  limits: ServerOptions['limits'],
  reply: (event: ServerEvent) => ServerSend | undefined = answer,
  lmtp = false,
) {
  const { events, output } = serve([asBytes(lmtp ? text.replace('EHLO', 'LHLO') : text)], { extensions, limits, lmtp }, reply)
  const last = events.at(-1)
  if (last?.type !== 'protocol-error') return undefined
  expect([last.fatal, last.error.code, output.split('\r\n').at(-2)]).toEqual([
    true,
    'too-many-errors',
    `421 4.7.0 ${last.error.message.slice(9)}`,
  ])
  return [last.error.message, last.error.offset]
}

const refusing =
  (kind: string, code = 550) =>
  (event: ServerEvent): ServerSend | undefined =>
    (event.type === 'command' ? event.command.verb : event.type) === kind ? { code, lines: ['no'] } : answer(event)

it.each<[string, string, ServerOptions['limits'], string | undefined]>([
  ['unknown commands in a row', 'FOO\r\nBAR\r\n', { badCommands: 1 }, 'receive: more than 1 bad commands in a row'],
  ['with a good one between them', 'FOO\r\nNOOP\r\nBAR\r\n', { badCommands: 1 }, undefined],
  ['with a misplaced one between them', 'FOO\r\nDATA\r\n', { badCommands: 1 }, 'receive: more than 1 bad commands in a row'],
  ['with an invalid one between them', 'FOO\r\nEHLO\r\n', { badCommands: 1 }, 'receive: more than 1 bad commands in a row'],
  ['in all', 'FOO\r\nNOOP\r\nBAR\r\n', { badCommandsTotal: 1 }, 'receive: more than 1 bad commands'],
  ['refused commands', `${start}EXPN a\r\nEXPN a\r\nNOOP\r\n`, { refusals: 1 }, 'receive: more than 1 refused commands'],
  [
    'refused recipients',
    `${start}RCPT TO:<Green@d>\r\nRCPT TO:<Green@d>\r\nNOOP\r\n`,
    { refusals: 1 },
    'receive: more than 1 refused commands',
  ],
  ['recipients above the limit', `${start}RCPT TO:<e@d>\r\nRCPT TO:<f@d>\r\nNOOP\r\n`, { refusals: 1, recipients: 1 }, undefined],
  ['failed logins', 'EHLO a\r\nAUTH LOGIN\r\nAUTH LOGIN\r\nNOOP\r\n', { failedLogins: 1 }, 'receive: more than 1 failed logins'],
  ['failed logins are no other refusals', 'EHLO a\r\nAUTH LOGIN\r\nAUTH LOGIN\r\nNOOP\r\n', { refusals: 1 }, undefined],
  [
    'exchanges that are given up',
    'EHLO a\r\nAUTH PLAIN\r\n*\r\nAUTH PLAIN\r\n!\r\nNOOP\r\n',
    { failedLogins: 1 },
    'receive: more than 1 failed logins',
  ],
  ['chunks behind a refused one', `${start}BDAT 1\r\nx`.replace('BDAT', 'XFOO\r\nBDAT'), { badCommands: 1 }, undefined],
])('counts %s', (_name, text, limits, message) => {
  expect(excess(text, limits)?.[0]).toBe(message)
})

it('says where the line was that is one too many', () => {
  expect(excess('FOO\r\nBAR\r\n', { badCommands: 1 })).toEqual(['receive: more than 1 bad commands in a row', 5])
})

it('does not count chunks behind a refused one, nor refused messages, in SMTP and LMTP', () => {
  const limits = { badCommands: 1, badCommandsTotal: 1, refusals: 1 }
  const chunks = `${start}BDAT 1\r\nx${'BDAT 1\r\nx'.repeat(3)}`
  expect(excess(chunks, { badCommands: 1, badCommandsTotal: 1 }, refusing('bdat', 452))).toBe(undefined)
  const again = start.slice('EHLO a\r\n'.length)
  for (const body of ['DATA\r\n.\r\n', 'BDAT 0 LAST\r\n'])
    for (const lmtp of [false, true])
      expect(excess(`${start}${body}${`${again}${body}`.repeat(3)}NOOP\r\n`, limits, refusing('body-end'), lmtp)).toBe(undefined)
})

it('counts 452 to another command than RCPT', () => {
  const full = (event: ServerEvent): ServerSend | undefined =>
    event.type === 'command' && event.command.verb === 'mail' ? { code: 452, enhanced: '4.5.3', lines: ['no'] } : answer(event)
  const text = `EHLO a\r\n${'MAIL FROM:<>\r\n'.repeat(2)}NOOP\r\n`
  expect(excess(text, { refusals: 1 }, full)?.[0]).toBe('receive: more than 1 refused commands')
  expect(excess(text, { refusals: 2 }, full)).toBe(undefined)
})

it('does not count a greeting that refuses, but counts what follows it', () => {
  expect(excess('EHLO a\r\nQUIT\r\n', { refusals: 1 }, refusing('connect', 554))).toBe(undefined)
  expect(excess('EHLO a\r\nNOOP\r\n', { badCommands: 1 }, refusing('connect', 554))).toEqual([
    'receive: more than 1 bad commands in a row',
    8,
  ])
})
