/** Commands of a million parts: each costs time in proportion to its length, and no stack. */
import { asBytes, byteByByte, processorTime } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { type Command, decodeCommand, encodeCommandWhole, isImapError, ServerConnection } from '../../src/index.js'

const MANY = 100_000
const limits = { line: 1e8, message: 1e8, literal: 1e8, items: 1e8, capabilities: 1e8, depth: 1000, buffered: 1e9 }

function read(line: string): Command | undefined {
  try {
    return decodeCommand(asBytes(`a ${line}\r\n`), { limits: limits })
  } catch (error) {
    if (isImapError(error)) return undefined
    throw error
  }
}

it.each<[string, string]>([
  ['parentheses', `SEARCH ${'('.repeat(5 * MANY)}`],
  ['NOT', `SEARCH ${'NOT '.repeat(MANY)}ALL`],
  ['OR', `SEARCH ${'OR '.repeat(MANY)}ALL`],
  ['keys', `SEARCH ${'ALL '.repeat(MANY)}ALL`],
  ['keys in parentheses', `SEARCH (${'ALL '.repeat(MANY)}ALL)`],
  ['arguments of an unknown key', `SEARCH X${' ("a" b)'.repeat(MANY)}`],
  ['numbers of a set', `FETCH ${'1:2,'.repeat(MANY)}5 UID`],
  ['items', `FETCH 1 (${'BODY[] '.repeat(MANY)}UID)`],
  ['flags', `STORE 1 FLAGS (${'\\x '.repeat(MANY)}y)`],
  ['patterns', `LIST "" (${'&AOk- '.repeat(MANY)}*)`],
  ['options', `SELECT a (${'X (y) '.repeat(MANY)}Z)`],
  ['options with odd values', `SELECT a (${'X "y" '.repeat(MANY / 10)}Z)`],
  ['parentheses in an option', `SELECT a (X ${'('.repeat(5 * MANY)}`],
  ['quotes in an option', `SELECT a (X ("${'a" "'.repeat(MANY)})`],
  ['literals', `XFOO${' {0+}\r\n'.repeat(MANY)}`],
  ['literals of APPEND', `APPEND a (${' {0+}\r\n'.repeat(MANY)}`],
  ['braces', `XFOO ${'{1'.repeat(MANY)}`],
  ['extensions of APPEND', `APPEND a${' X 5'.repeat(MANY)}`],
  ['capabilities', `ENABLE${' X'.repeat(MANY)}`],
  ['escapes', `LOGIN "${'\\"'.repeat(MANY)}" x`],
])('%s', (_name, line) => {
  const start = processorTime()
  const command = read(line)
  if (command !== undefined) expect(encodeCommandWhole(command).length).toBeGreaterThan(MANY / 2)
  // In square time it would be minutes.
  expect(processorTime() - start).toBeLessThan(5000)
})

it('a command that comes byte by byte', () => {
  const server = new ServerConnection({ limits })
  const bytes = asBytes(`a XFOO${' {0+}\r\n'.repeat(20_000)} ${'('.repeat(20_000)}\r\n`)
  const start = processorTime()
  let found = 0
  for (const chunk of byteByByte(bytes)) {
    server.receive(chunk)
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
      if (event.type === 'command') {
        server.send(event.suggestedReply)
        found++
      }
  }
  expect(found).toBe(2)
  expect(processorTime() - start).toBeLessThan(5000)
})
