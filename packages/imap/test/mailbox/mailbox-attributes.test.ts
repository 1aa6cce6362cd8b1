/** What follows from the attributes of a LIST response (RFC 9051 6.3.9.4, 7.3.1, RFC 5258 3.4); the response has them as they came. */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse, hasMailboxAttribute, type ListResponse } from '../../src/index.js'

const list = (attributes: string): ListResponse => decodeResponse(asBytes(`* LIST (${attributes}) "/" a\r\n`)) as ListResponse

const NAMES = ['\\NonExistent', '\\NoSelect', '\\NoInferiors', '\\HasChildren', '\\HasNoChildren', '\\Subscribed', '\\Sent']

describe('attributes that were sent, and those that follow (RFC 9051 6.3.9.4)', () => {
  it.each([
    ['', []],
    ['\\Noselect', ['\\NoSelect']],
    ['\\NonExistent', ['\\NonExistent', '\\NoSelect']],
    ['\\NONEXISTENT \\subscribed', ['\\NonExistent', '\\NoSelect', '\\Subscribed']],
    ['\\Noinferiors', ['\\NoInferiors', '\\HasNoChildren']],
    ['\\NonExistent \\HasChildren', ['\\NonExistent', '\\NoSelect', '\\HasChildren']],
    ['\\NoInferiors \\NonExistent', ['\\NonExistent', '\\NoSelect', '\\NoInferiors', '\\HasNoChildren']],
    ['\\HasNoChildren \\Sent', ['\\HasNoChildren', '\\Sent']],
  ])('(%s)', (sent, had) => {
    const { attributes } = list(sent)
    expect(NAMES.filter(name => hasMailboxAttribute(attributes, name))).toEqual(had)
    expect(NAMES.filter(name => hasMailboxAttribute(attributes, name.toLowerCase()))).toEqual(had)
  })

  it.each(['\\HasChildren \\HasNoChildren', '\\HasNoChildren \\HASCHILDREN', '\\NoInferiors \\HasChildren'])(
    'of children that are there and not there neither counts (RFC 9051 7.3.1): (%s)',
    sent => {
      const { attributes } = list(sent)
      expect(hasMailboxAttribute(attributes, '\\HasChildren')).toBe(false)
      expect(hasMailboxAttribute(attributes, '\\HasNoChildren')).toBe(false)
    },
  )

  it('a weaker attribute implies nothing', () => {
    expect(hasMailboxAttribute(['\\NoSelect', '\\HasNoChildren'], '\\NonExistent')).toBe(false)
    expect(hasMailboxAttribute(['\\NoSelect', '\\HasNoChildren'], '\\NoInferiors')).toBe(false)
  })

  it('a response keeps what was sent, both ways', () => {
    const response = list('\\NonExistent \\NoInferiors')
    expect(response.attributes).toEqual(['\\NonExistent', '\\NoInferiors'])
    expect(encodeResponse(response)).toEqual(asBytes('* LIST (\\NonExistent \\NoInferiors) "/" a\r\n'))
  })

  it('what is not a list of texts is refused', () => {
    for (const wrong of [undefined, '\\Sent', [1]])
      expect(caught(() => hasMailboxAttribute(wrong as never, '\\Sent')).code).toBe('bad-value')
    expect(caught(() => hasMailboxAttribute([], undefined as never)).code).toBe('bad-value')
  })
})
