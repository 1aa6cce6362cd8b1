/** Counts in the header are those of what was written, whatever the caller's getters do meanwhile. */
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type MessageInit } from '../../src/all.js'

describe('a list that grows while it is encoded (RFC 1035 4.1.1)', () => {
  const growing = (item: object): object[] => {
    const list: object[] = []
    list.push({
      ...item,
      get name() {
        if (list.length < 3) list.push({ ...item, name: 'b.example' })
        return 'a.example'
      },
    })
    return list
  }

  it('of questions', () => {
    const message = decodeMessage(encodeMessage({ questions: growing({ type: 'A' }) } as MessageInit), { strict: true })
    expect(message.questions.map(({ name }) => name)).toEqual(['a.example'])
  })

  it.each(['answers', 'authorities', 'additionals'] as const)('of %s', section => {
    const records = growing({ type: 'A', data: { address: '192.0.2.1' } })
    const message = decodeMessage(encodeMessage({ [section]: records } as MessageInit), { strict: true })
    expect(message[section].length).toBe(records.length)
  })
})
