/** Names of a message without strings: what equals an uncompressed name, and where a name that is cut off ends. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeName, encodeName, MessageView } from '../../src/all.js'
import { nameEquals } from '../../src/message/name-scan.js'
import { MAX_HOPS } from '../../src/wire/reader.js'

const HEADER = '0000 0000 0000 0000 0000 0000'

describe('nameEquals', () => {
  const equals = (message: string, name: string): boolean => nameEquals(hex(`${HEADER} ${message}`), 12, hex(name))

  it.each<[what: string, message: string, name: string, isEqual: boolean]>([
    ['a.b is a.b', '0161 0162 00', '0161 0162 00', true],
    ['A.Z is a.z', '0141 015a 00', '0161 017a 00', true],
    ['a.z is A.Z', '0161 017a 00', '0141 015a 00', true],
    ['a is not b', '0161 00', '0162 00', false],
    ['@ is not `, which are not letters', '0140 00', '0160 00', false],
    ['[ is not {', '015b 00', '017b 00', false],
    ['0xc1 is not 0xe1: only ASCII has cases', '01c1 00', '01e1 00', false],
    ['a label with a dot and a length in it is not two labels', '03610162 00', '0161 0162 00', false],
    ['two labels are not one', '0161 0162 00', '03610162 00', false],
    ['a longer name', '0161 0162 00', '0161 00', false],
    ['a name with bytes after its root', '0161 00', '0161 00 00', false],
    ['a name without a root', '0161 00', '0161', false],
    ['no name', '00', '', false],
    ['the same labels without a root at the end of the message', '0161', '0161', false],
    ['a label that goes on after the message', '0261', '0261 62 00', false],
    ['a name without a root, where the message ends inside a label', '0261', '0261', false],
    ['half a pointer', '0161 c0', '0161 00', false],
    ['a pointer to the name itself', '0161 c00c', '0161 0161 00', false],
  ])('%s', (_what, message, name, isEqual) => {
    expect(equals(message, name)).toBe(isEqual)
  })

  it(`follows ${MAX_HOPS} pointers, as decodeName does, and no more`, () => {
    const at = (hop: number): number => 13 + 2 * hop
    const pointers = Array.from({ length: MAX_HOPS + 1 }, (_, hop) => (0xc000 | (hop === 0 ? 12 : at(hop - 1))).toString(16))
    const message = hex(`${HEADER} 00 ${pointers.join('')}`)
    const root = encodeName('.')
    expect(nameEquals(message, at(MAX_HOPS - 1), root)).toBe(true)
    expect(decodeName(message, at(MAX_HOPS - 1)).name).toBe('.')
    expect(nameEquals(message, at(MAX_HOPS), root)).toBe(false)
    expect(caught(() => decodeName(message, at(MAX_HOPS)))).toMatchObject({ code: 'bad-pointer' })
  })
})

describe('the end of a name', () => {
  it.each<[what: string, question: string, error: object]>([
    ['a name that is cut off', '0361', { code: 'truncated', offset: 14 }],
    ['a question that ends before its type', '0161 00', { code: 'truncated', offset: 15 }],
    ['a question that ends inside its class', '0161 00 0001 00', { code: 'truncated', offset: 15 }],
    ['an unused label type', '0161 40', { code: 'bad-label', offset: 14 }],
  ])('%s has an error with its place', (_what, question, error) => {
    const view = new MessageView(hex(`0000 0000 0002 0000 0000 0000 ${question}`))
    expect(caught(() => view.question())).toMatchObject({ name: 'DnsError', section: 'question', index: 0, ...error })
    const second = new MessageView(hex(`0000 0000 0002 0000 0000 0000 00 0001 0001 ${question}`))
    const offset = (error as { readonly offset: number }).offset + 5
    expect(caught(() => [...second.questions()])).toMatchObject({ section: 'question', index: 1, ...error, offset })
  })

  it('a label has at most 63 bytes (RFC 1035 2.3.4)', () => {
    const name = 'a'.repeat(63)
    const view = new MessageView(hex(`0000 0000 0001 0000 0000 0000 3f ${'61'.repeat(63)} 00 0001 0001`))
    expect(view.question()!.nameEquals(encodeName(name))).toBe(true)
  })
})
