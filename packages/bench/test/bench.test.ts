import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { messages } from '../src/inputs/imap-message.js'
import { text } from '../src/inputs/mail.js'
import { check, measure } from '../src/measure.js'
import { topics } from '../src/registry.js'
import { json, markdown, table, withTable } from '../src/report.js'
import { contender, type Topic } from '../src/topic.js'

describe('every topic', () => {
  const all = topics()

  test.each(all.map(topic => [topic.name, topic] as const))(
    '%s: mailwire and the incumbent give the right result',
    async (_, topic) => {
      const { right, excluded } = await check(topic)
      expect(excluded.filter(({ name }) => name === 'mailwire' || name === topic.incumbent)).toEqual([])
      expect(right.length).toBeGreaterThan(1)
    },
  )

  test('names are unique', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  })

  test('are chosen by the beginning of their names', () => {
    const names = (...beginnings: string[]) => topics(beginnings).map(({ name }) => name)
    expect(names('dns/decode/a', 'smtp/reply/o')).toEqual(['dns/decode/a', 'smtp/reply/ok'])
    expect(names('smtp/reply')).toEqual(['smtp/reply/ok', 'smtp/reply/ehlo', 'smtp/reply/pipelined'])
    expect(names('pop4')).toEqual([])
  })
})

describe('POP3 clients', () => {
  test('that lose the last line end or leave the dots stuffed (RFC 1939 3) are not timed', async () => {
    const found = await Promise.all(
      topics(['pop3/retr/']).map(async topic => [topic.name, (await check(topic)).excluded] as const),
    )
    const excess = ({ name, reason }: { readonly name: string; readonly reason: string }) => {
      const [given, expected] = /at \/bytes (\d+), not (\d+)$/.exec(reason)!.slice(1).map(Number)
      return [name, given! - expected!]
    }
    const lessLineEnd = [
      ['yapople', -2],
      ['mailpop3', -2],
    ]
    const dots = text(10 * 1_048_576).match(/^\./gm)!.length
    expect(found.map(([name, excluded]) => [name, excluded.map(excess)])).toEqual([
      ['pop3/retr/streamed', lessLineEnd],
      ['pop3/retr/collected', lessLineEnd],
      [
        'pop3/retr/text',
        [
          ['node-pop3', dots],
          ['yapople', dots - 2],
          ['mailpop3', dots - 2],
        ],
      ],
    ])
  })

  test('are driven without a network, and sockets connect as before', () => {
    const { connect } = Socket.prototype
    topics(['pop3/response/', 'pop3/session/'])
    expect(Socket.prototype.connect).toBe(connect)
  })
})

describe('IMAP readers', () => {
  test.each(topics(['imap/']).map(topic => [topic.name, topic] as const))('%s: each gives the right result', async (_, topic) => {
    expect((await check(topic)).excluded).toEqual([])
  })

  test('are given messages of which no two are alike', () => {
    const values = messages(100).map(({ envelope: { subject, messageId } }) => subject ?? messageId)
    expect(new Set(values).size).toBe(100)
  })
})

describe('the clock', () => {
  const spin = (turns: number) => (): number => {
    let sum = 0
    for (let turn = 0; turn < turns; turn++) sum = Math.imul(sum ^ turn, 0x01000193)
    return sum
  }
  const topic = (name: string, ours: () => unknown, extra: Topic['contenders'] = []): Topic => ({
    name,
    about: 'a test',
    incumbent: 'slow',
    expected: true,
    contenders: [contender('mailwire', ours, () => true), contender('slow', spin(20_000), () => true), ...extra],
  })
  const effort = { rounds: 5, batch: 1 }

  test('finds the ratio of two loops, also when one has to be awaited', async () => {
    const wait = async (): Promise<number> => spin(20_000)()
    const { standings } = await measure(topic('test/loops', spin(2_000), [contender('awaited', wait, () => true)]), effort)
    const ratios = Object.fromEntries(standings.map(({ name, ratio }) => [name, ratio]))
    expect(ratios['slow']).toBe(1)
    expect(ratios['mailwire']).toBeGreaterThan(3)
    expect(ratios['awaited']).toBeLessThan(3)
  })

  test('times nobody who gives another result, and says where it parts', async () => {
    const wrong = contender(
      'wrong',
      () => ({ fields: [1, 2] }),
      value => value,
    )
    const broken = contender(
      'broken',
      () => JSON.parse('{'),
      value => value,
    )
    const { standings, excluded } = await measure(topic('test/wrong', spin(2_000), [wrong, broken]), effort)
    expect(standings.map(({ name }) => name)).toEqual(['mailwire', 'slow'])
    expect(excluded).toEqual([
      { name: 'wrong', reason: 'gives another result: {"fields":[1,2]}, not true' },
      { name: 'broken', reason: expect.stringMatching(/^throws: /) },
    ])
  })

  test('refuses to report a topic that mailwire or the incumbent gets wrong', async () => {
    const { contenders, ...rest } = topic('test/refused', () => 0)
    const wrong: Topic = { ...rest, contenders: contenders.map(it => ({ ...it, result: () => it.name !== 'mailwire' })) }
    await expect(measure(wrong, effort)).rejects.toThrow('test/refused: mailwire gives another result: false, not true')
  })
})

describe('the report', () => {
  const outcomes = [
    {
      topic: { name: 'a/b', about: 'x', incumbent: 'old', expected: 0, contenders: [] },
      standings: [
        { name: 'mailwire', ratio: 7.123, noise: 0.0312, nanoseconds: 10 },
        { name: 'old', ratio: 1, noise: 0, nanoseconds: 71 },
        { name: 'other', ratio: 0.5, noise: 0.25, nanoseconds: 142 },
      ],
      excluded: [{ name: 'odd', reason: 'throws: no' }],
    },
  ]

  test('prints ratios and noise, and who is not timed', () => {
    expect(table(outcomes, false)).toBe(
      [
        'topic  against  mailwire  noise  the others, in the same terms',
        'a/b    old          7.1x  3.1 %  other 0.50x',
        'a/b: odd is not timed, it throws: no',
        '',
      ].join('\n'),
    )
    expect(markdown(outcomes)).toContain('| a/b | old | 7.1x | 3.1 % | other 0.50x |')
    expect(withTable('before\n<!-- table -->\nold\n<!-- /table -->\nafter', outcomes)).toBe(
      `before\n<!-- table -->\n${markdown(outcomes)}<!-- /table -->\nafter`,
    )
    expect(JSON.parse(json(outcomes))[0].standings[0].ratio).toBe(7.123)
  })
})
