import { describe, expect, it } from 'vitest'
import { tellStory } from '../../src/demo/story.js'
import { Trace } from '../../src/demo/trace.js'

describe('the story of a message', () => {
  it('goes as it should, step by step, and says so', async () => {
    let text = ''
    const trace = new Trace(part => (text += part), false)
    await tellStory(trace)
    expect(trace.steps.map(({ number, ok }) => [number, ok])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(number => [number, true]))
    const lines = (step: number): string[] => trace.steps[step - 1]!.lines
    expect(lines(2)).toContain(';; MSG SIZE  rcvd: 417')
    expect(lines(2)).toContain(';; flags: qr rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11')
    expect(lines(4)).toEqual(
      expect.arrayContaining([
        'C: STARTTLS',
        'C: AUTH SCRAM-SHA-512-PLUS ***',
        'C: ..this line starts with a dot, and arrives with it',
      ]),
    )
    expect(lines(5).join('\n')).toContain('bytes with TC, so truncated')
    expect(lines(6)).toEqual([expect.any(String), expect.stringContaining('connection refused'), ...lines(6).slice(2)])
    expect(lines(7)).toEqual(
      expect.arrayContaining(['C: CAPA', 'C: AUTH SCRAM-SHA-512-PLUS ***', 'C: UIDL', 'C: RETR 1', 'C: QUIT']),
    )
    expect(lines(8)).toEqual(expect.arrayContaining(['C: A6 FETCH 1:* (UID ENVELOPE BODYSTRUCTURE BODY[])', 'C: A7 LOGOUT']))
    expect(text).not.toContain('a secret between friends')
    expect(text).not.toContain('\x1b')
    expect(trace.table().split('\n')).toHaveLength(9)
  })

  it('a step that fails ends it, and stays in the record', async () => {
    const trace = new Trace(() => {}, false)
    await expect(trace.step('a step', () => Promise.reject(new Error('it rains')))).rejects.toThrow('it rains')
    expect(trace.steps).toMatchObject([{ ok: false, outcome: 'it rains' }])
  })

  it('shows what a peer sends without control characters, and whole lines only', () => {
    let text = ''
    const trace = new Trace(part => (text += part), true)
    const tap = trace.session('a session')
    tap('received', Buffer.from('220 \x1b[2J'))
    expect(text).not.toContain('220')
    tap('received', Buffer.from('hi\r\n'))
    expect(text).toContain('220 \\x1b[2Jhi')
  })
})
