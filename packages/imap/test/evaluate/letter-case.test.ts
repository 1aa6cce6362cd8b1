/** Protocol words are ASCII (RFC 9051 9): the Kelvin sign, the dotless i and the long s, which Unicode folds to k, i and s, are other letters. */
import { asBytes, caught, drive, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  decodeResponse,
  encodeCommand,
  encodeResponse,
  parseDateTime,
  ServerConnection,
} from '../../src/index.js'

const KELVIN = '\u212a'
const DOTLESS = '\u0131'
const LONG_S = '\u017f'
const DOTTED = '\u0130'

describe('letters that are not ASCII match nothing and are kept', () => {
  it('types and subtypes of a body', () => {
    const given = `* 1 FETCH (BODYSTRUCTURE ("${DOTTED}MAGE" "${KELVIN}" NIL NIL NIL "7bit" 5))\r\n`
    const found = decodeResponse(utf8(given))
    expect(found).toMatchObject({ items: { bodyStructure: { type: `${DOTTED}mage`, subtype: KELVIN } } })
    const { warnings: _, ...again } = decodeResponse(encodeResponse(found))
    expect({ ...again, warnings: [] }).toEqual(found)
  })

  it('a type that would fold to TEXT or MULTIPART', () => {
    const given = `* 1 FETCH (BODYSTRUCTURE (("MULT${DOTLESS}PART" "x" NIL NIL NIL "7bit" 5) "M${DOTLESS}XED"))\r\n`
    expect(decodeResponse(utf8(given))).toMatchObject({
      items: { bodyStructure: { subtype: `m${DOTLESS}xed`, parts: [{ type: `mult${DOTLESS}part` }] } },
    })
  })

  it.each([`1-${DOTLESS}an-2020`, `1-${LONG_S}ep-2020`])('a month: %s', date => {
    expect(parseDateTime(`${date} 00:00:00 +0000`)).toBeUndefined()
  })

  it('a mechanism is written as it is, or refused', () => {
    for (const letter of [KELVIN, DOTLESS, LONG_S]) {
      const command = { tag: 'a', verb: 'authenticate', mechanism: `PLA${letter}N`, initialResponse: undefined } as const
      expect(caught(() => encodeCommand(command))).toMatchObject({ code: 'bad-value' })
    }
  })

  it('what a client is offered', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* OK [CAPABILITY IMAP4REV1 AUTH=SKIP] hi\r\n')])
    for (const mechanism of [`${LONG_S}KIP`, `S${KELVIN}IP`, `SK${DOTLESS}P`])
      expect(caught(() => client.send({ verb: 'authenticate', mechanism, initialResponse: undefined }))).toMatchObject({
        code: 'not-offered',
      })
  })

  it('commands of a client', () => {
    const server = new ServerConnection()
    const verbs = drive(server, [utf8(`a LOG${DOTLESS}N u p\r\nb ${KELVIN}\r\nc ${LONG_S}TARTTLS\r\n`)], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    }).map(event => event.type === 'command' && event.command.verb)
    expect(verbs).toEqual(['connect', 'invalid', 'invalid', 'invalid'])
  })

  it('names of capabilities, statuses, codes and commands that a caller gives', () => {
    for (const letter of [KELVIN, DOTLESS, LONG_S]) {
      expect(caught(() => new ServerConnection({ capabilities: [`${letter}TARTTLS`] }))).toMatchObject({ code: 'bad-value' })
      for (const value of [
        { type: `o${letter}`, tag: undefined, code: undefined, text: 'x' },
        { type: 'ok', tag: undefined, code: { name: `UN${letter}EEN`, value: undefined }, text: 'x' },
        { type: `ex${letter}sts`, number: 1 },
        { type: `l${letter}st`, attributes: [], delimiter: null, mailbox: 'x' },
        { type: 'unknown', name: `EX${letter}STS`, number: 1, bytes: asBytes('') },
      ])
        expect(caught(() => encodeResponse(value as never))).toMatchObject({ code: 'bad-value' })
      for (const command of [
        { verb: `${letter}elect`, mailbox: 'x' },
        { verb: 'unknown', name: `LOG${letter}N`, bytes: asBytes(' a b') },
        { verb: 'status', mailbox: 'x', items: [`UN${letter}EEN`] },
      ])
        expect(caught(() => encodeCommand({ tag: 'a', ...command } as never))).toMatchObject({ code: 'bad-value' })
    }
  })
})
