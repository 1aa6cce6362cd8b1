import { caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ServerConnection, type ServerOptions } from '../../src/index.js'

const refused = { name: 'ImapError', code: 'bad-value' }

describe('the options of a server are checked when they are given', () => {
  it.each<unknown>(['IMAP4REV1', 5, null, {}, [5], ['IMAP4 REV1'], [''], ['A\r\n* BYE'], [undefined], new Set(['IMAP4REV1'])])(
    'capabilities %j',
    capabilities => {
      expect(caught(() => new ServerConnection({ capabilities } as ServerOptions))).toMatchObject(refused)
      const asked = new ServerConnection({ capabilities: () => capabilities } as ServerOptions)
      expect(caught(() => asked.capabilities)).toMatchObject(refused)
    },
  )

  it.each([5, null, {}, 'a\r\nb', 'a\0'])('hostname %j', hostname => {
    expect(caught(() => new ServerConnection({ hostname } as ServerOptions))).toMatchObject(refused)
  })

  it.each([5, null, 'x'])('options %j', options => {
    expect(caught(() => new ServerConnection(options as ServerOptions))).toMatchObject(refused)
  })

  it('are taken as they are given', () => {
    const capabilities = ['IMAP4rev1', 'AUTH=PLAIN', '+', 'X]']
    const server = new ServerConnection({ capabilities: capabilities.slice(0, 3), hostname: 'mx.example' })
    expect(server.capabilities).toEqual(capabilities.slice(0, 3))
    expect(drive(server, [])).toMatchObject([{ suggestedReply: [{ text: 'mx.example ready' }] }])
    expect(caught(() => new ServerConnection({ capabilities }))).toMatchObject(refused)
  })
})
