/** What a codec that waits for its next message holds of the last one: nothing. */
import { Held } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { encodeMessage, type MessageInit, messageCodec } from '../../src/all.js'

const opaque = new Uint8Array(2000)

it.each<[what: string, init: MessageInit]>([
  ['an EDNS option', { edns: { options: [{ code: 65001, data: opaque }] } }],
  ['a TSIG record', { tsig: { name: 'key', type: 'TSIG', class: 'ANY', ttl: 0, data: { bytes: opaque } } }],
  ['a SIG(0) record', { sig0: { name: '.', type: 'SIG', class: 'ANY', ttl: 0, data: { bytes: opaque } } }],
  ['an answer', { answers: [{ name: 'a', type: 'TYPE65280', data: { bytes: opaque } }] }],
])('views of a message do not keep it alive: %s', async (_what, init) => {
  const held = new Held()
  const codec = messageCodec([])
  const bytes = codec.encode(init)
  const decode = (): void => {
    const chunk = bytes.slice()
    held.watch(chunk.buffer)
    codec.decode(chunk, { borrow: true })
    codec.decode(chunk, { borrow: true, partial: true })
  }
  decode()
  expect(await held.count()).toBe(0)
  expect(codec.encode(init)).toEqual(encodeMessage(init))
})
