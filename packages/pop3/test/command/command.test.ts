/** What a command is refused for: the code, where in the stream it is, and the message (RFC 1939 3, RFC 2449 3). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { checkCommand, decodeCommandLine } from '../../src/command/command.js'
import { type Command, decodeCommand, encodeCommand } from '../../src/index.js'

const DIGEST = 'c4c9334bac560ecc979e58001b3e22fb'
const ORIGIN = 100

/** The command in a line that others are around, as in a chunk from the network. */
const decodeBetween = (text: string, strict = false): Command => {
  const before = 'NOOP '
  const line = asBytes(`${before}${text}   1 = x\0`)
  return decodeCommandLine(line, before.length, before.length + text.length, { strict, origin: ORIGIN })
}

describe('a line that is not a command', () => {
  it.each<[string, string, number, string]>([
    ['', 'bad-command', 0, 'decode command: a keyword expected, the end found'],
    [' NOOP', 'bad-command', 0, 'decode command: a keyword expected, 0x20 found'],
    ['NO\tOP', 'bad-command', 2, 'decode command: the line contains a control character'],
    ['NOOP\x7f', 'bad-command', 4, 'decode command: the line contains a control character'],
    ['NOOP\xe9', 'bad-command', 4, 'decode command: 0x20 expected, 0xe9 found'],
    ['NOOP 1', 'bad-command', 5, "decode NOOP: the end expected, '1' found"],
    ['RETR', 'bad-command', 4, 'decode RETR: a message number expected, the end found'],
    ['RETR x', 'bad-number', 5, "decode RETR: a digit expected, 'x' found"],
    ['RETR 0', 'bad-number', 5, 'decode RETR: message numbers start at 1'],
    ['TOP', 'bad-command', 3, 'decode TOP: a message number expected, the end found'],
    ['TOP 1', 'bad-command', 5, 'decode TOP: 0x20 expected, the end found'],
    ['TOP 1x', 'bad-command', 5, "decode TOP: 0x20 expected, 'x' found"],
    ['TOP 1 x', 'bad-number', 6, "decode TOP: a digit expected, 'x' found"],
    ['USER', 'bad-command', 4, 'decode USER: 0x20 expected, the end found'],
    ['PASS', 'bad-command', 4, 'decode PASS: an argument expected, the end found'],
    ['APOP', 'bad-command', 4, 'decode APOP: 0x20 expected, the end found'],
    ['APOP a', 'bad-command', 6, 'decode APOP: 0x20 expected, the end found'],
    ['APOP a b', 'bad-command', 7, 'decode APOP: a digest of 32 lower-case hex digits expected'],
    ['AUTH @', 'bad-command', 5, 'decode AUTH: a mechanism name expected (RFC 4422 3.1)'],
    ['AUTH A  =', 'bad-command', 7, 'decode AUTH: an argument expected, 0x20 found'],
    ['AUTH A AB!=', 'bad-base64', 9, 'decode base64: '],
    ['LANG !', 'bad-command', 5, 'decode LANG: a language tag or * expected'],
  ])('%j: %s at %i', (text, code, offset, message) => {
    for (const error of [caught(() => decodeBetween(text)), caught(() => decodeCommand(asBytes(text), { origin: ORIGIN }))]) {
      expect(error).toMatchObject({ name: 'Pop3Error', code, offset: ORIGIN + offset })
      expect(error.message).toContain(message)
    }
  })

  it.each([
    ['NOOP ', 'NOOP: trailing-space', 4],
    ['RETR  1', 'RETR: extra-space', 5],
    ['XY', 'XY: keyword-length', 2],
    ['USER a b', 'USER: space-in-name', 6],
    ['AUTH', 'AUTH: bare-auth', 4],
  ])('%j is refused when strict: %s', (text, reason, offset) => {
    const error = { code: 'bad-command', offset: ORIGIN + offset, message: `decode ${reason} is not allowed in strict mode` }
    expect(caught(() => decodeBetween(text, true))).toMatchObject(error)
  })
})

it.each<[string, Command]>([
  ['NOOP', { verb: 'noop', warnings: [] }],
  ['NOOP   ', { verb: 'noop', warnings: [{ code: 'trailing-space', offset: ORIGIN + 4 }] }],
  ['USER a', { verb: 'user', name: 'a', warnings: [] }],
  ['USER a ', { verb: 'user', name: 'a', warnings: [{ code: 'trailing-space', offset: ORIGIN + 6 }] }],
  ['PASS a ', { verb: 'pass', password: 'a ', warnings: [] }],
  [`APOP a ${DIGEST}`, { verb: 'apop', name: 'a', digest: DIGEST, warnings: [] }],
  [`APOP a ${DIGEST} `, { verb: 'apop', name: 'a', digest: DIGEST, warnings: [{ code: 'trailing-space', offset: ORIGIN + 39 }] }],
  ['LIST', { verb: 'list', message: undefined, warnings: [] }],
  ['AUTH A', { verb: 'auth', mechanism: 'A', initialResponse: undefined, warnings: [] }],
  ['XYZ a', { verb: 'unknown', name: 'XYZ', argument: 'a', warnings: [] }],
])('%j is read up to its end, whatever is behind it', (text, expected) => {
  expect(decodeBetween(text)).toEqual(expected)
})

describe('a value that is not a command', () => {
  it.each<[Command, string]>([
    [{ verb: 'user', name: '' }, 'encode USER: an argument is empty'],
    [{ verb: 'user', name: ' a' }, 'encode USER: an argument starts or ends with a space'],
    [{ verb: 'apop', name: 'a', digest: 'x' }, 'encode APOP: a digest'],
    [{ verb: 'auth', mechanism: '@', initialResponse: undefined }, 'encode AUTH: a mechanism name expected'],
    [{ verb: 'auth', mechanism: undefined, initialResponse: asBytes('x') }, 'encode AUTH: an initial response needs a mechanism'],
    [{ verb: 'lang', tag: '!' }, 'encode LANG: a language tag or * expected'],
    [{ verb: 'unknown', name: '', argument: undefined }, 'encode command: name must be visible ASCII'],
    [{ verb: 'unknown', name: 'A B', argument: undefined }, 'encode command: name must be visible ASCII'],
    [{ verb: 'unknown', name: '\nAB', argument: undefined }, 'encode command: name must be visible ASCII'],
    [{ verb: 'unknown', name: 'X', argument: ' a' }, 'encode command: an argument starts or ends with a space'],
  ])('%j is not written', (value, message) => {
    const error = caught(() => encodeCommand(value))
    expect(error).toMatchObject({ name: 'Pop3Error', code: 'bad-command', fault: 'local' })
    expect(error.message).toContain(message)
  })
})

it('the checked copy of a command has its own initial response, so that a caller cannot change it afterwards', () => {
  const initialResponse = asBytes('x')
  const { command } = checkCommand({ verb: 'auth', mechanism: 'a', initialResponse })
  initialResponse[0] = 0
  expect(command).toEqual({ verb: 'auth', mechanism: 'A', initialResponse: asBytes('x') })
})

it.each<Command>([
  { verb: 'user', name: 'a' },
  { verb: 'pass', password: ' a' },
  { verb: 'apop', name: 'a', digest: DIGEST },
  { verb: 'auth', mechanism: undefined, initialResponse: undefined },
  { verb: 'auth', mechanism: 'A', initialResponse: undefined },
  { verb: 'lang', tag: 'de' },
  { verb: 'list', message: undefined },
  { verb: 'uidl', message: 1 },
  { verb: 'top', message: 1, lines: 0 },
  { verb: 'noop' },
  { verb: 'unknown', name: 'X', argument: undefined },
  { verb: 'unknown', name: 'X', argument: 'a' },
])('the checked copy of %j has nothing else of the value', value => {
  expect(checkCommand({ ...value, warnings: [], ...{ more: 1 } }).command).toStrictEqual(value)
})
