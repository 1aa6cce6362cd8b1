/** What SMTP's connections share with those of the other protocols: getters, frozen tables, quirks and strict. */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import * as smtp from '../src/all.js'
import { ClientConnection, decodeCommand, encodeCommand, quirks, ServerConnection, type SmtpQuirk } from '../src/all.js'
import { commandExtension } from '../src/extensions/offers.js'
import { inputModes, transitions, verbs } from '../src/session/state.js'
import { ready, serve } from './support.js'

describe('quirks', () => {
  const lines: Readonly<Record<SmtpQuirk, string>> = {
    'trailing-space': 'NOOP \t',
    'extra-space': 'MAIL  FROM:<a@b>',
    'space-after-colon': 'MAIL FROM: <a@b>',
    'missing-brackets': 'MAIL FROM:a@b',
    'trailing-dot': 'MAIL FROM:<a@b.>',
    'loose-domain': 'EHLO my~host',
    'extra-argument': 'EHLO a my pc',
    'loose-argument': 'VRFY a@b',
    'local-part-dots': 'MAIL FROM:<a.@b>',
    'domain-underscore': 'MAIL FROM:<a@b_c>',
  }
  const ids = Object.keys(quirks) as SmtpQuirk[]

  it.each(ids)('%s is accepted as its row says, with a warning, and only that one if only it is named', id => {
    const line = asBytes(lines[id])
    const warnings = [{ code: id, offset: expect.any(Number) }]
    const { accepted, ...texts } = quirks[id]
    const refused = { name: 'SmtpError', fault: 'remote' }
    expect(decodeCommand(line, { accept: [id] }).warnings).toEqual(warnings)
    for (const [options, isAccepted] of [
      [{}, accepted !== 'by-name'],
      [{ accept: ids.filter(other => other !== id) }, accepted === 'always'],
      [{ strict: true }, accepted === 'always'],
    ] as const)
      if (isAccepted) expect(decodeCommand(line, options).warnings).toEqual(warnings)
      else expect(caught(() => decodeCommand(line, options))).toMatchObject(refused)
    expect(Object.values(texts).every(text => text !== '')).toBe(true)
    expect(texts.departsFrom).toMatch(/^RFC \d+ \d/)
  })

  it.each(ids)('%s is accepted and refused by a server as by the codec', id => {
    const commandOf = (options: object): unknown =>
      serve([asBytes(`EHLO a\r\n${lines[id]}\r\n`)], options)
        .events.filter(event => event.type === 'command')
        .at(-1)
    expect(commandOf({ accept: [id] })).toMatchObject({ command: { warnings: [{ code: id }] } })
    if (quirks[id].accepted !== 'always')
      expect(commandOf({ strict: true })).toMatchObject({ command: { verb: 'invalid', error: { name: 'SmtpError' } } })
  })

  it('the encoders do not write them, except for an underscore', () => {
    const mail = decodeCommand(asBytes(lines['domain-underscore']), { accept: ['domain-underscore'] })
    expect(caught(() => encodeCommand(mail))).toMatchObject({ code: 'bad-path', fault: 'local' })
    expect(encodeCommand(mail, { accept: ['domain-underscore'] })).toEqual(asBytes(`${lines['domain-underscore']}\r\n`))
  })
})

describe('session state', () => {
  it('can be read and not set', () => {
    for (const connection of [new ClientConnection(), new ServerConnection({ hostname: 'x' })])
      for (const name of [
        'state',
        'secure',
        'authenticated',
        'extensions',
        'waiting',
        'pipelining',
        'awaiting',
        'envelope',
        'earlyTalker',
      ])
        if (name in connection)
          expect(
            caught(() => Object.assign(connection, { [name]: undefined })),
            name,
          ).toBeInstanceOf(TypeError)
    const client = ready()
    expect([client.state, client.secure, client.authenticated]).toEqual(['ready', false, false])
  })

  it('uses tables that cannot be changed', () => {
    const tables: Readonly<Record<string, object>> = { transitions, verbs, inputModes, commandExtension }
    for (const [name, table] of Object.entries(tables)) expect(isFrozen(table), name).toBe(true)
    for (const name of Object.keys(tables)) expect(smtp).not.toHaveProperty(name)
  })
})

/** With all that it holds. */
const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
