/** The law of the codec for commands: what is written is read as the same, and nothing but a literal or the end of a line holds CR, LF or NUL. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, drive, mutant, randomFrom, tokenMutant } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  type CommandBody,
  decodeCommand,
  encodeCommand,
  encodeCommandWhole,
  isImapError,
  ServerConnection,
  type ServerEvent,
  type Verb,
} from '../../src/index.js'
import { families, sentence } from '../abnf/index.js'
import { commandsBy, tags } from '../command-arbitraries.js'

/** A command without what is reported of it. */
const plain = ({ warnings: _, ...command }: Command): object => command

/** Throws unless CR, LF and NUL are in literals, or CR and LF at the end. */
function assertFramed(bytes: Uint8Array): void {
  const text = asChars(bytes)
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\r\n', at)
    const line = text.slice(at, end)
    if (end < 0 || /[\r\n\0]/.test(line)) throw new Error(`broken at ${at}: ${JSON.stringify(text)}`)
    const size = /\{(\d+)\+?\}$/.exec(line)?.[1]
    at = end + 2 + Number(size ?? 0)
    if (size === undefined && at !== text.length) throw new Error(`a second line at ${at}: ${JSON.stringify(text)}`)
    if (size !== undefined && at >= text.length) throw new Error(`nothing behind a literal: ${JSON.stringify(text)}`)
    if (size !== undefined && !line.includes('~{') && text.slice(end + 2, at).includes('\0')) throw new Error('NUL in a literal')
  }
}

const LITERALS = ['synchronizing', 'LITERAL+', 'LITERAL-'] as const
const verbs = Object.keys(commandsBy(false)) as Verb[]

describe.each([false, true])('decode(encode(x)) is x, with UTF-8 in names: %s', utf8 => {
  const byVerb = commandsBy(utf8)
  it.each(verbs)('%s', verb => {
    fc.assert(
      fc.property(tags, byVerb[verb], fc.constantFrom(...LITERALS), (tag, body, literals) => {
        const command = { tag, ...body }
        const bytes = asBytes(asChars(encodeCommand(command, { literals, utf8 })))
        assertFramed(bytes)
        expect(plain(decodeCommand(bytes, { utf8 }))).toEqual(command)
        expect(asChars(encodeCommand(decodeCommand(bytes, { utf8 }), { literals, utf8 }))).toBe(asChars(bytes))
      }),
      { numRuns: 200 },
    )
  })
})

/** What a server with an open mailbox makes of it: the commands, whether or not they are for its state. */
function served(chunks: readonly Uint8Array[]): unknown[] {
  const server = new ServerConnection({
    capabilities: 'IMAP4REV1 IMAP4REV2 LITERAL+ MULTIAPPEND CATENATE UTF8=ACCEPT ANNOTATE-EXPERIMENT-1'.split(' '),
  })
  const answer = (event: ServerEvent): void => {
    if (event.type === 'literal') server.send({ type: 'continuation', text: 'x' })
    if (event.type !== 'command') return
    const { command } = event
    if (command.verb === 'connect') server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'x' })
    else if (server.state === 'authenticated') server.send({ type: 'ok', tag: 's', code: undefined, text: 'x' })
    else server.send(event.suggestedReply)
  }
  const [, , ...events] = drive(server, [asBytes('s SELECT x\r\n'), ...chunks], answer).filter(({ type }) => type === 'command')
  return events
}

describe('a server reads the same (RFC 9051 4.3)', () => {
  const any = fc.oneof(...Object.values(commandsBy(false)).map(one => one as fc.Arbitrary<CommandBody>))
  test.prop([tags, any])('whole and byte by byte', (tag, body) => {
    const bytes = encodeCommandWhole({ tag, ...body })
    const whole = served([bytes.slice()])
    expect(served(byteByByte(bytes))).toEqual(whole)
    const [event] = whole as (ServerEvent & { type: 'command' })[]
    const command = event?.command.verb === 'invalid' ? event.command.command : event?.command
    // The messages of APPEND and REPLACE went by as pieces.
    if (body.verb === 'append' || body.verb === 'replace')
      expect(command).toMatchObject({ tag, verb: body.verb, mailbox: body.mailbox })
    else expect(command).toMatchObject({ tag, ...body })
  })
})

const WORDS =
  'NIL 0 1 01 * $ 1:* "" "a" {1} {0}\r\n {1+}\r\nx ~{1}\r\nx ~{1}\r\n\0 ( ) () (NIL) [] <0.1> \\Seen \\Recent UID FOO RETURN ALL'
const words = [...WORDS.split(' '), ' ', '"\xc3\xa9"', '"\xe9"', '&x', '"&AOk-"']

describe('whatever is read can be written, and reads as the same', () => {
  it.each(families('command', 'union'))('%s', rule => {
    const random = randomFrom(7 + rule.length)
    let read = 0
    for (let at = 0; at < 300; at++) {
      const text = sentence('command', 'union', rule, random)
      for (const near of [text, mutant(text, random), tokenMutant(text, random, words), tokenMutant(text, random, words)]) {
        let command: Command
        try {
          command = decodeCommand(asBytes(near))
        } catch (error) {
          if (!isImapError(error)) throw error
          continue
        }
        read++
        const bytes = encodeCommandWhole(command)
        assertFramed(bytes)
        expect(plain(decodeCommand(bytes)), near).toEqual(plain(command))
      }
    }
    expect(read).toBeGreaterThan(300)
  })
})
