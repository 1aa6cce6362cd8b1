import { describe, expect, it } from 'vitest'
import { isErrorNamed, WireError } from '../src/index.js'

class ToyError extends WireError<string> {
  override readonly name = 'ToyError'
}

describe('an error', () => {
  it.each([
    ['bad-name', 'decode name: pointer loops', 'remote'],
    ['bad-name', 'parse name: empty', 'remote'],
    ['unsolicited', 'receive: a reply that nothing asked for', 'remote'],
    ['bad-name', 'encode name: empty', 'local'],
    ['bad-name', 'format path: empty', 'local'],
    ['not-offered', 'send mail: SIZE', 'local'],
    ['limit', 'check mail: 5 bytes, 4 allowed', 'local'],
    ['bad-value', 'decode message: a Uint8Array expected, not a string', 'local'],
    ['invalid-state', 'receive: the session has ended', 'local'],
    ['bad-name', 'encoded: a word that only begins like an action', 'remote'],
    ['bad-name', '', 'remote'],
  ])('%s, %j is %s', (code, message, fault) => {
    const error = new ToyError(code, 3, message)
    expect(error.fault).toBe(fault)
    expect(error.toJSON()).toEqual({ name: 'ToyError', code, fault, offset: 3, message })
  })

  it('is whose it is said to be, where code and message do not tell', () => {
    expect(new ToyError('bad-name', 3, 'decode name: a string expected, not undefined', 'local').fault).toBe('local')
    expect(new ToyError('bad-value', 3, 'decode A6: a prefix of 129 bits', 'remote').fault).toBe('remote')
  })

  it('is known by its name, whichever copy of the package threw it', () => {
    expect(isErrorNamed(new ToyError('x', 0, 'decode: x'), 'ToyError')).toBe(true)
    expect(isErrorNamed(Object.assign(new Error('x'), { name: 'ToyError' }), 'ToyError')).toBe(false)
    expect(isErrorNamed({ name: 'ToyError', code: 'x' }, 'ToyError')).toBe(false)
  })
})
