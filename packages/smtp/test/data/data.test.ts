/** Message content in both directions: what ends it, what it may not hold, and how it is counted (RFC 5321 4.1.1.4 and 4.5.2, RFC 3030). */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, drive, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type Extensions } from '../../src/all.js'
import { dataInvariant } from '../invariants.js'
import { answer, codes, codesOf, content, data, ehlo, end, mail, rcpt, ready, serve } from '../support.js'

const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'

describe('27: the end of data, and nothing else, ends it (table 3.1)', () => {
  const sequences: [sequence: string, ends: boolean, clean: boolean][] = [
    ['\r\n.\r\n', true, true],
    ['\n.\n', false, false],
    ['\n.\r\n', false, false],
    ['\r\n.\n', false, false],
    ['\r.\r', false, false],
    ['\r.\r\n', false, false],
    ['\r.\n', false, false],
    ['\n.\r', false, false],
    ['\r\n.\r', false, false],
    ['\r\n\0.\r\n', false, false],
    ['\r\n.\0\r\n', false, false],
    ['\r\0\n.\r\n', false, false],
    ['\r\n.\r\r\n', false, false],
    ['\r\r\n.\r\n', true, false],
    ['\r\r\n.\r\r\n', false, false],
    ['\n\r\n.\r\n', true, false],
    ['\r\n..\r\n', false, true],
    ['\r\n.x\r\n', false, true],
  ]
  it.each(sequences)('A%jB', (sequence, ends, clean) => {
    const input = asBytes(`${start}DATA\r\nA${sequence}${ends ? '' : 'B\r\n.\r\n'}NOOP\r\n`)
    for (const chunks of everySplit(input)) {
      const { events } = serve(chunks, { strict: true })
      const kinds = events.map(event => (event.type === 'command' ? event.command.verb : event.type))
      expect(kinds).toEqual(['connect', 'ehlo', 'mail', 'rcpt', 'data', 'body-start', 'body-chunk', 'body-end', 'noop'])
      const last = events[7]!
      expect(last.type === 'body-end' && [last.violations.length === 0, last.suggestedReply.code]).toEqual([
        clean,
        clean ? 250 : 550,
      ])
    }
  })

  it.each(sequences)('A%jB in a chunk ends nothing, and is refused as well', (sequence, ends, clean) => {
    const text = `A${sequence}${ends ? '' : 'B\r\n'}`
    const options = { extensions: { chunking: true as const } }
    const input = asBytes(`${start}BDAT ${text.length} LAST\r\n${text}NOOP\r\n`)
    for (const chunks of everySplit(input)) {
      const { events } = serve(chunks, options)
      const kinds = events.map(event => (event.type === 'command' ? event.command.verb : event.type))
      expect(kinds).toEqual(['connect', 'ehlo', 'mail', 'rcpt', 'body-start', 'body-chunk', 'body-end', 'noop'])
      expect(events[5]).toEqual({ type: 'body-chunk', bytes: asBytes(text) })
      expect(events[6]).toMatchObject({ size: text.length, suggestedReply: { code: clean ? 250 : 550 } })
    }
  })

  it.each<[start: string, ends: boolean, clean: boolean]>([
    ['.\r\n', true, true],
    ['.\n', false, false],
    ['.\r', false, false],
    ['.\r\r\n', false, false],
    ['.\0\r\n', false, false],
    ['\n.\r\n', false, false],
    ['\r.\r\n', false, false],
    ['..\r\n', false, true],
    ['\r\n.\r\n', true, true],
  ])('%j as the first of a message, where the CRLF of DATA counts', (first, ends, clean) => {
    const input = asBytes(`${start}DATA\r\n${first}${ends ? '' : 'B\r\n.\r\n'}NOOP\r\n`)
    for (const chunks of everySplit(input)) {
      const { events, output } = serve(chunks, { strict: true })
      expect(codesOf(output).slice(5)).toEqual([clean ? 250 : 550, 250])
      expect(events.filter(event => event.type === 'body-end')).toHaveLength(1)
    }
  })

  it('an empty message', () => {
    expect(codes(`${start}DATA\r\n.\r\nNOOP\r\n`)).toEqual([250, 250, 250, 354, 250, 250])
  })
})

describe('what a message holds that it should not', () => {
  const violations = (text: string) =>
    serve([asBytes(`${start}DATA\r\n${text}\r\n.\r\n`)]).events.flatMap(event =>
      event.type === 'body-end' ? event.violations : [],
    )

  it('is counted, with the place of the first', () => {
    expect(violations('a\rb\nc\0d\re')).toEqual([
      { kind: 'bare-cr', offset: 1, count: 2 },
      { kind: 'bare-lf', offset: 3, count: 1 },
      { kind: 'nul', offset: 5, count: 1 },
    ])
  })

  it('is a line of more than 1000 bytes with its CRLF (RFC 5321 4.5.3.1.6), and the message is read to its end', () => {
    expect(violations('x'.repeat(998))).toEqual([])
    expect(violations(`ok\r\n${'x'.repeat(999)}`)).toEqual([{ kind: 'line-too-long', offset: 4, count: 1 }])
    // A stuffed dot is not part of the line.
    expect(violations(`..${'x'.repeat(997)}`)).toEqual([])
  })

  it('ends the session with closeOnViolation', () => {
    const { output, server } = serve([asBytes(`${start}DATA\r\na\nb\r\n.\r\nNOOP\r\n`)], { closeOnViolation: true })
    expect([codesOf(output).slice(4), server.waiting]).toEqual([[354, 550], 'closed'])
  })

  it('is the policy of the caller: another reply may take the message', () => {
    expect(
      codes(`${start}DATA\r\na\nb\r\n.\r\n`, {}, event => (event.type === 'body-end' ? { code: 250 } : answer(event))),
    ).toEqual([250, 250, 250, 354, 250])
  })

  test.prop([
    fc.array(fc.constantFrom('\r\n', '\r', '\n', '.', '\0', 'x', '..', '\r\n.\r\n', 'x'.repeat(999))),
    fc.array(fc.nat()),
  ])('any bytes, however they are split', (pieces, cuts) => dataInvariant(asBytes(pieces.join('')), cuts))
})

describe('chunks (RFC 3030 2)', () => {
  const extensions: Extensions = { size: 100, chunking: true, binarymime: true }
  const binary = start.replace('<a@b>', '<a@b> BODY=BINARYMIME')

  it.each<[string, string, number[]]>([
    ['several', `${start}BDAT 3\r\na\r\nBDAT 0\r\nBDAT 2 LAST\r\n\r\nNOOP\r\n`, [250, 250, 250, 250, 250, 250, 250]],
    ['11: a size that no number holds', `${start}BDAT 99999999999999999999999 LAST\r\nRSET\r\n`, [250, 250, 250, 501]],
    ['11: a negative size', `${start}BDAT -1\r\nRSET\r\n`, [250, 250, 250, 501]],
    ['11: no size', 'EHLO a\r\nBDAT\r\nRSET\r\n', [250, 501]],
    ['11: not a number', 'EHLO a\r\nbdat 0x10\r\nRSET\r\n', [250, 501]],
    ['11: a NUL in the line', 'EHLO a\r\nBDAT 5\0\r\nRSET\r\n', [250, 500]],
    ['11: something behind LAST', `${start}BDAT 5 LAST x\r\nRSET\r\n`, [250, 250, 250, 501]],
    ['11: a line that ends in a bare LF', `${start}BDAT 6 LAST\nRSET\r\nNOOP\r\n`, [250, 250, 250, 500]],
    ['11: before anything else', 'bdat 6\nRSET\r\nNOOP\r\n', [500]],
    ['12: no MAIL: the chunk is swallowed', 'EHLO a\r\nBDAT 6\r\nQUIT\r\nNOOP\r\n', [250, 503, 250]],
    ['12: no RCPT', 'EHLO a\r\nMAIL FROM:<a@b>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n', [250, 250, 503, 250]],
    ['12: no EHLO', 'BDAT 6\r\nQUIT\r\nNOOP\r\n', [503, 250]],
    ['12: behind the last', `${start}BDAT 0 LAST\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n`, [250, 250, 250, 250, 503, 250]],
    ['13: DATA behind BDAT', `${start}BDAT 0\r\nDATA\r\nRSET\r\n`, [250, 250, 250, 250, 503, 250]],
    ['13: BINARYMIME and DATA', `${binary}DATA\r\nRSET\r\n`, [250, 250, 250, 503, 250]],
    ['14: an end of data and QUIT in a chunk', `${start}BDAT 11\r\n\r\n.\r\nQUIT\r\nBDAT 0 LAST\r\n`, [250, 250, 250, 250, 250]],
    ['anything in a binary chunk', `${binary}BDAT 4 LAST\r\n\r\n\0\nNOOP\r\n`, [250, 250, 250, 250, 250]],
    ['a bare CR at the end of the last', `${start}BDAT 2\r\nA\rBDAT 0 LAST\r\n`, [250, 250, 250, 250, 550]],
    ['CRLF across two', `${start}BDAT 2\r\nA\rBDAT 1 LAST\r\n\n`, [250, 250, 250, 250, 250]],
    [
      '25: more than SIZE, which fails all that is left',
      `${start}BDAT 99\r\n${'x'.repeat(99)}BDAT 2\r\nxxBDAT 6 LAST\r\nQUIT\r\nNOOP\r\nRSET\r\n`,
      [250, 250, 250, 250, 552, 503, 250, 250],
    ],
    ['RSET in the middle', `${start}BDAT 1\r\nxRSET\r\nBDAT 1 LAST\r\nx`, [250, 250, 250, 250, 250, 503]],
    ['a recipient in the middle', `${start}BDAT 1\r\nxRCPT TO:<a@b>\r\n`, [250, 250, 250, 250, 503]],
  ])('%s', (_name, text, expected) => {
    expect(codes(text, { extensions })).toEqual(expected)
    for (const chunks of everySplit(asBytes(text)))
      expect(codesOf(serve(chunks, { extensions }).output).slice(1)).toEqual(expected)
  })

  it('11: a line above the limit tells no size', () => {
    const options = { extensions, limits: { commandLine: 30 } }
    for (const chunks of everySplit(asBytes(`${start}BDAT 6${' '.repeat(40)}\r\nRSET\r\nNOOP\r\n`))) {
      const { events, output } = serve(chunks, options)
      expect(codesOf(output).slice(4)).toEqual([500])
      expect(events.at(-1)).toEqual({ type: 'closed' })
    }
  })

  it('are swallowed where they are not offered', () => {
    const { events, output } = serve([asBytes(`${start}BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n`)])
    expect(codesOf(output).slice(4)).toEqual([502, 250])
    expect(events.some(event => event.type === 'body-chunk')).toBe(false)
  })

  it('a hundred sent before one is refused are refused too, and the session continues', () => {
    const text = `${start}${'BDAT 1\r\nx'.repeat(100)}RSET\r\n`
    const refuse = codes(text, { extensions }, event =>
      event.type === 'command' && event.command.verb === 'bdat'
        ? { code: 452 }
        : 'suggestedReply' in event
          ? event.suggestedReply
          : undefined,
    )
    expect(refuse.slice(3)).toEqual([452, ...Array<number>(99).fill(503), 250])
  })

  it('26: the end inside a chunk, or between two, delivers nothing', () => {
    for (const text of ['BDAT 10\r\nxx', 'BDAT 1\r\nx']) {
      const { server } = serve([asBytes(`${start}${text}`)], { extensions })
      server.receiveEnd()
      expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
    }
  })

  it('the event of the last says who the message is for', () => {
    const { events } = serve([asBytes(`${start}BDAT 2 LAST\r\n\r\n`)], { extensions })
    expect(events.at(-1)).toMatchObject({
      type: 'body-end',
      size: 2,
      violations: [],
      recipient: undefined,
      envelope: { reversePath: { localPart: 'a', domain: 'b' }, recipients: [{ forwardPath: { localPart: 'c', domain: 'd' } }] },
    })
  })
})

describe('what a client sends as content', () => {
  const inData = () => {
    const client = ready('', mail, rcpt('a'), data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [asBytes(line)])
    client.takeOutput()
    return client
  }
  const inChunks = () => {
    const client = ready('250-CHUNKING\r\n', mail, rcpt('a'))
    for (const line of ['250 ok\r\n', '250 ok\r\n']) drive(client, [asBytes(line)])
    client.takeOutput()
    return client
  }

  it.each([
    ['a bare LF', 'a\nb', 'bare-lf'],
    ['a bare CR', 'a\rb', 'bare-cr'],
    ['a NUL', 'a\0b', 'nul'],
  ])('is not %s, in either form', (_name, text, code) => {
    for (const client of [inData(), inChunks()]) {
      expect(caught(() => client.send(content(text)))).toMatchObject({ name: 'SmtpError', code, offset: 1 })
      expect(client.takeOutput()).toEqual([])
    }
  })

  it('ends in no bare CR', () => {
    for (const client of [inData(), inChunks()]) {
      client.send(content('a\r'))
      expect(caught(() => client.send(end))).toMatchObject({ code: 'bare-cr', offset: 1 })
    }
  })

  it.each([
    ['a\nb\rc\r', 'a\r\nb\r\nc\r\n'],
    ['\n.\n', '\r\n.\r\n'],
    ['\r\r\n\n', '\r\n\r\n\r\n'],
  ])('is normalized when asked for: %j', (text, expected) => {
    for (const chunking of [false, true])
      for (const pieces of everySplit(asBytes(text))) {
        const client = new ClientConnection({ normalize: true })
        client.send(ehlo)
        drive(client, [asBytes(`220 x\r\n250-x\r\n250 ${chunking ? 'CHUNKING' : 'HELP'}\r\n`)])
        for (const command of chunking ? [mail, rcpt('a')] : [mail, rcpt('a'), data]) {
          client.send(command)
          drive(client, [asBytes(command.verb === 'data' ? '354 go\r\n' : '250 ok\r\n')])
        }
        client.takeOutput()
        for (const bytes of pieces) client.send({ type: 'body-chunk', bytes })
        client.send(end)
        expect(asChars(client.takeOutput())).toBe(
          chunking ? `BDAT ${expected.length} LAST\r\n${expected}` : `${expected.replace(/^\./gm, '..')}.\r\n`,
        )
      }
  })

  it('is dots, doubled after DATA and unchanged in chunks', () => {
    const lines = inData()
    lines.send(content('.\r\n..\r\nx'))
    lines.send(end)
    expect(asChars(lines.takeOutput())).toBe('..\r\n...\r\nx\r\n.\r\n')
    const chunks = inChunks()
    chunks.send(content('.\r\n..\r\nx'))
    chunks.send(end)
    expect(asChars(chunks.takeOutput())).toBe('BDAT 8 LAST\r\n.\r\n..\r\nx')
  })

  it('is sent as one chunk each time the output is taken, and is copied while it waits', () => {
    const client = inChunks()
    client.send(content('one\r\n'))
    client.send(content('two\r\n'))
    expect(asChars(client.takeOutput())).toBe('BDAT 10\r\none\r\ntwo\r\n')
    const bytes = asBytes('three\r\n')
    client.send({ type: 'body-chunk', bytes })
    expect(asChars(client.takeOutput())).toBe('')
    bytes.fill(0)
    client.send(end)
    drive(client, [asBytes('250 ok\r\n')])
    expect(asChars(client.takeOutput())).toBe('BDAT 7 LAST\r\nthree\r\n')
    expect([client.awaiting, client.state]).toEqual(['bdat-last', 'bdat'])
    drive(client, [asBytes('250 ok\r\n')])
    expect(client.state).toBe('ready')
  })

  it('is no further chunks once one was refused; RSET clears it (RFC 3030 2)', () => {
    const client = inChunks()
    client.send(content('one\r\n'))
    client.takeOutput()
    client.send(content('two\r\n'))
    client.send(end)
    drive(client, [asBytes('452 full\r\n')])
    expect([asChars(client.takeOutput()), client.state]).toEqual(['', 'failed'])
    expect(caught(() => client.send(content('x')))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => client.send(mail))).toMatchObject({ code: 'invalid-state' })
    client.send({ verb: 'rset' })
    drive(client, [asBytes('250 ok\r\n')])
    expect(client.state).toBe('ready')
  })

  it('waits for the replies to RCPT, and is not sent if all were refused', () => {
    const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n')
    for (const command of [mail, rcpt('a')]) client.send(command)
    client.send(content('x\r\n'))
    client.send(end)
    expect(asChars(client.takeOutput())).not.toContain('BDAT')
    drive(client, [asBytes('250 ok\r\n550 no\r\n')])
    expect([asChars(client.takeOutput()), client.state]).toEqual(['', 'mail'])
  })

  it('is not sent as DATA when it is binary, nor by a command of its own', () => {
    const client = ready(
      '250-CHUNKING\r\n250-BINARYMIME\r\n',
      { verb: 'mail', reversePath: null, parameters: { body: 'BINARYMIME' } },
      rcpt('a'),
    )
    drive(client, [asBytes('250 ok\r\n')])
    drive(client, [asBytes('250 ok\r\n')])
    expect(caught(() => client.send(data))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => client.send({ verb: 'bdat', size: 0, last: true }))).toMatchObject({ code: 'invalid-state' })
    client.takeOutput()
    client.send(content('\0\r\n'))
    client.send(end)
    expect(asChars(client.takeOutput())).toBe('BDAT 3 LAST\r\n\0\r\n')
  })

  it('is not chunks where they are not offered', () => {
    const client = ready('', mail, rcpt('a'))
    expect(caught(() => client.send(content('x')))).toMatchObject({ code: 'not-offered' })
  })
})

describe('body-start', () => {
  const extensions: Extensions = { chunking: true, binarymime: true }
  /** The events of content, with whom the envelope of each is for. */
  const seen = (text: string, reply = answer): unknown[] => {
    const found = Array.from(everySplit(asBytes(`${start}${text}`)), chunks =>
      serve(chunks, { extensions }, reply).events.flatMap(event => {
        if (event.type === 'body-chunk') return [asChars(event.bytes)]
        if (event.type !== 'body-start' && event.type !== 'body-end') return []
        return [event.type, event.envelope.recipients.map(({ forwardPath }) => forwardPath.localPart).join()]
      }),
    )
    for (const other of found) expect(other).toEqual(found[0])
    return found[0]!
  }
  const again = 'MAIL FROM:<a@b>\r\nRCPT TO:<e@d>\r\nRCPT TO:<f@d>\r\n'

  it.each<[string, string, unknown[]]>([
    ['lines', 'DATA\r\nx\r\n.\r\n', ['body-start', 'c', 'x\r\n', 'body-end', 'c']],
    ['no line', 'DATA\r\n.\r\n', ['body-start', 'c', 'body-end', 'c']],
    ['chunks', 'BDAT 1\r\nxBDAT 2\r\nyzBDAT 2 LAST\r\n\r\n', ['body-start', 'c', 'x', 'yz', '\r\n', 'body-end', 'c']],
    ['an empty chunk', 'BDAT 0 LAST\r\n', ['body-start', 'c', 'body-end', 'c']],
    [
      'two messages',
      `DATA\r\nx\r\n.\r\n${again}BDAT 1 LAST\r\ny`,
      ['body-start', 'c', 'x\r\n', 'body-end', 'c', 'body-start', 'e,f', 'y', 'body-end', 'e,f'],
    ],
    ['a message that is given up', `BDAT 1\r\nxRSET\r\n${again}BDAT 0\r\n`, ['body-start', 'c', 'x', 'body-start', 'e,f']],
    ['a BDAT that cannot come', 'RSET\r\nBDAT 1\r\nx', []],
  ])('comes once a message, before its first byte and with its envelope: %s', (_name, text, expected) => {
    expect(seen(text)).toEqual(expected)
  })

  it('comes after 354 and not after a refusal, before any content', () => {
    expect(seen('DATA\r\n')).toEqual(['body-start', 'c'])
    const refuse: typeof answer = event =>
      event.type === 'command' && event.command.verb === 'data' ? { code: 452 } : answer(event)
    expect(seen('DATA\r\n', refuse)).toEqual([])
    expect(serve([asBytes(`${start}BDAT 1 LAST\r\nx`)]).events.some(event => event.type === 'body-start')).toBe(false)
  })
})
