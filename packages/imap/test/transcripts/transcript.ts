/**
 * Transcripts: a client and a server back to back, line by line. Each line is what one side writes when it is handed the value beside it,
 * byte for byte, and what the other side makes of it is that value.
 */
import { asChars, byteByByte, joined } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ClientSend,
  type CommandBodyInit,
  type ResponseCode,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
} from '../../src/index.js'

/** A line of one side; several, where a literal is in it. */
export interface Line {
  readonly side: 'C' | 'S'
  readonly text: string
  /** What it is the writing of; `undefined` where the connection goes on by itself. */
  readonly send: readonly (ClientSend | ServerSend)[] | undefined
  /** What the other side makes of it, one by one. */
  readonly events: readonly object[]
  /** Of a greeting: what the server announces. */
  readonly capabilities?: readonly string[]
}

export type Step = Line | 'upgrade'

/** What is decoded holds what was encoded, and nothing of it is reported. */
const clean = (value: object): object => ({ ...value, warnings: [] })

/** A command, with the tag that it is given. */
export const C = (text: string, command: CommandBodyInit, tag: string = text.slice(0, text.indexOf(' '))): Line => ({
  side: 'C',
  text,
  send: [command],
  events: [{ type: 'command', command: clean({ tag, ...command }) }],
})

/** What a client says that is no command, or the beginning of one; the server's events follow. */
export const says = (text: string, send: ClientSend | undefined, ...events: object[]): Line => ({
  side: 'C',
  text,
  send: send === undefined ? undefined : [send],
  events,
})

/** A response: an answer where it has a tag. */
export const S = (text: string, response: ResponseInit): Line => {
  const decoded = { ...clean(response), damaged: [] }
  const isAnswer = ['ok', 'no', 'bad'].includes(response.type) && 'tag' in response && response.tag !== undefined
  return { side: 'S', text, send: [response], events: [{ type: isAnswer ? 'completed' : 'response', response: decoded }] }
}

/** What a server says that is no response of its own, or that has other events; without `send` what it says by itself. */
export const answers = (text: string, send: ServerSend | undefined, ...events: object[]): Line => ({
  side: 'S',
  text,
  send: send === undefined ? undefined : [send],
  events,
})

/** The tagged OK to a command. */
export const ok = (tag: string, text = 'done', code?: ResponseCode): ResponseInit => ({
  type: 'ok',
  tag,
  code,
  text,
})
/** The same without a tag. */
export const remark = (text: string, code?: ResponseCode): ResponseInit => ({
  type: 'ok',
  tag: undefined,
  code,
  text,
})

const greet = (type: 'ok' | 'preauth', capabilities: readonly string[]): Line => {
  const response = { type, tag: undefined, code: { name: 'CAPABILITY', capabilities }, text: 'ready' } as const
  return {
    side: 'S',
    text: `* ${type.toUpperCase()} [CAPABILITY ${capabilities.join(' ')}] ready`,
    send: [response],
    events: [{ type: 'greeting', response: clean(response) }],
    capabilities,
  }
}

/** Where a transcript begins. */
export const greeted = (...capabilities: string[]): Step[] => [greet('ok', capabilities)]
export const authenticated = (...capabilities: string[]): Step[] => [greet('preauth', capabilities)]
/** The first command is that with the tag A1. */
export const selected = (...capabilities: string[]): Step[] => [
  ...authenticated(...capabilities),
  C('A0 SELECT INBOX', { tag: 'A0', verb: 'select', mailbox: 'INBOX' } as CommandBodyInit),
  S('A0 OK [READ-WRITE] done', ok('A0', 'done', { name: 'READ-WRITE' })),
]

const drained = <Event extends { readonly type: string }>(side: { nextEvent(): Event | undefined }): Event[] => {
  const events: Event[] = []
  for (let event = side.nextEvent(); event !== undefined; event = side.nextEvent())
    events.push('bytes' in event && event.bytes instanceof Uint8Array ? { ...event, bytes: event.bytes.slice() } : event)
  return joined(events)
}

interface Way {
  readonly cut?: (bytes: Uint8Array) => readonly Uint8Array[]
  readonly strict?: boolean
}

/** Runs a transcript. @throws where a line or an event is another one */
export function run(steps: readonly Step[], { cut = bytes => [bytes], strict = false }: Way = {}): void {
  const { capabilities } = steps[0] as Line
  const client = new ClientConnection({ strict })
  const server = new ServerConnection({ capabilities, strict })
  expect(drained(server)).toMatchObject([{ type: 'command', command: { verb: 'connect' } }])
  for (const step of steps) {
    if (step === 'upgrade') {
      expect(drained(server)).toMatchObject([{ type: 'upgrade', layer: 'tls' }])
      expect([client.waiting, server.waiting]).toEqual(['upgrade', 'upgrade'])
      client.upgraded()
      server.upgraded()
      continue
    }
    const { side, text, send, events } = step
    for (const one of send ?? [])
      if (side === 'C') client.send(one as ClientSend)
      else server.send(one as ServerSend)
    const written = (side === 'C' ? client : server).takeOutput()
    expect(asChars(written)).toBe(`${text}\r\n`)
    const found: (ClientEvent | ServerEvent)[] = []
    for (const chunk of written.flatMap(cut)) {
      const to = side === 'C' ? server : client
      to.receive(chunk)
      found.push(...drained<ClientEvent | ServerEvent>(to))
    }
    expect(joined(found), text).toMatchObject(events)
  }
  expect(asChars([...client.takeOutput(), ...server.takeOutput()])).toBe('')
  expect([drained(client), drained(server).filter(({ type }) => type !== 'closed')]).toEqual([[], []])
}

/** A chapter of the RFCs, its transcripts by what they show. */
export function chapter(title: string, transcripts: Readonly<Record<string, readonly Step[]>>): void {
  describe(title, () => {
    describe.each(Object.entries(transcripts))('%s', (_name, steps) => {
      it.each<[string, Way]>([
        ['whole', {}],
        ['byte by byte', { cut: byteByByte }],
        ['in strict mode', { strict: true }],
      ])('%s', (_way, way) => run(steps, way))
    })
  })
}
