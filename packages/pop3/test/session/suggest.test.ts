/** The response that is suggested to each command: what the protocol alone can say, and nothing that gives a name or a maildrop away. */
import { describe, expect, it } from 'vitest'
import type { Capabilities, Command, ServerResponse } from '../../src/index.js'
import { suggestedReply } from '../../src/session/suggest.js'

const capabilities: Capabilities = {
  user: true,
  sasl: ['PLAIN', 'XOAUTH2'],
  stls: true,
  utf8: [],
  lang: true,
  top: true,
  uidl: true,
}
const HIGHEST = 7
const loginFailed: ServerResponse = { status: '-ERR', code: 'AUTH', text: 'authentication failed' }
const noMessage: ServerResponse = { status: '-ERR', text: 'no such message' }
const empty: ServerResponse = { status: '+OK', text: '0 messages', rows: [] }

const auth = (mechanism: string | undefined): Command => ({ verb: 'auth', mechanism, initialResponse: undefined })

describe('what is suggested', () => {
  it.each<[string, Command, ServerResponse]>([
    [
      'CAPA: what is announced (RFC 2449 5)',
      { verb: 'capa' },
      { status: '+OK', text: 'capabilities follow', rows: ['TOP', 'USER', 'UIDL', 'STLS', 'LANG', 'SASL PLAIN XOAUTH2', 'UTF8'] },
    ],
    ['USER: the same for every name (RFC 1939 13)', { verb: 'user', name: 'tim' }, { status: '+OK', text: 'send PASS' }],
    ['PASS: a failed login (RFC 3206 6)', { verb: 'pass', password: 'x' }, loginFailed],
    ['APOP: a failed login', { verb: 'apop', name: 'tim', digest: '0'.repeat(32) }, loginFailed],
    ['AUTH with a mechanism: a failed login', auth('PLAIN'), loginFailed],
    ['AUTH alone: the mechanisms', auth(undefined), { status: '+OK', text: 'mechanisms follow', rows: ['PLAIN', 'XOAUTH2'] }],
    ['STLS (RFC 2595 4)', { verb: 'stls' }, { status: '+OK', text: 'start TLS now' }],
    ['UTF8 (RFC 6856 2.1)', { verb: 'utf8' }, { status: '+OK', text: 'UTF8 enabled' }],
    [
      'LANG: a server has one language (RFC 6856 3.2)',
      { verb: 'lang', tag: 'de' },
      { status: '-ERR', text: 'no other language' },
    ],
    ['LANG alone', { verb: 'lang', tag: undefined }, { status: '-ERR', text: 'no other language' }],
    ['STAT: an empty maildrop (RFC 1939 5)', { verb: 'stat' }, { status: '+OK', text: '0 0' }],
    ['LAST: what the session knows (RFC 1460 5)', { verb: 'last' }, { status: '+OK', text: '7' }],
    ['LIST', { verb: 'list', message: undefined }, empty],
    ['UIDL', { verb: 'uidl', message: undefined }, empty],
    ['LIST of one message', { verb: 'list', message: 1 }, noMessage],
    ['UIDL of one message', { verb: 'uidl', message: 1 }, noMessage],
    ['RETR', { verb: 'retr', message: 1 }, noMessage],
    ['DELE', { verb: 'dele', message: 1 }, noMessage],
    ['TOP', { verb: 'top', message: 1, lines: 0 }, noMessage],
    ['NOOP', { verb: 'noop' }, { status: '+OK' }],
    ['RSET', { verb: 'rset' }, { status: '+OK' }],
    ['QUIT', { verb: 'quit' }, { status: '+OK', text: 'goodbye' }],
    ['any other command', { verb: 'unknown', name: 'XTND', argument: 'XMIT' }, { status: '-ERR', text: 'unknown command' }],
  ])('to %s', (_name, command, expected) => {
    expect(suggestedReply(command, capabilities, HIGHEST)).toEqual(expected)
  })
})
