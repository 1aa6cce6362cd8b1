/** The examples of the RFCs, and whole sessions: client and server alone at every split point, and back to back. */
import { backToBack, byteByByte, everySplit, linesOf } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { hear, lines, play, scriptOf } from './scripted.js'

interface Session {
  readonly name: string
  readonly transcript: string
  /** The client sends everything at once. */
  readonly queued?: boolean
  /** Where both end. */
  readonly ends: 'update' | 'ended' | 'transaction' | 'authorization'
}

const sessions: readonly Session[] = [
  {
    name: 'RFC 1939 10: a session',
    ends: 'update',
    transcript: `
      S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>
      C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
      S: +OK mrose's maildrop has 2 messages (320 octets)
      C: STAT
      S: +OK 2 320
      C: LIST
      S: +OK 2 messages (320 octets)
      S: 1 120
      S: 2 200
      S: .
      C: RETR 1
      S: +OK 120 octets
      S: Subject: one
      S:
      S: ..dot
      S: ..
      S: body
      S: .
      C: DELE 1
      S: +OK message 1 deleted
      C: RETR 2
      S: +OK 200 octets
      S: .
      C: DELE 2
      S: +OK message 2 deleted
      C: QUIT
      S: +OK dewey POP3 server signing off (maildrop empty)`,
  },
  {
    name: 'RFC 1939 4 to 7: every command, refused and accepted',
    ends: 'update',
    transcript: `
      S: +OK ready
      C: USER frated
      S: -ERR sorry, no mailbox for frated here
      C: USER mrose
      S: +OK mrose is a real hoopy frood
      C: PASS secret
      S: -ERR maildrop already locked
      C: USER mrose
      S: +OK mrose is a real hoopy frood
      C: PASS a secret
      S: +OK mrose's maildrop has 2 messages (320 octets)
      C: STAT
      S: +OK 2 320
      C: LIST 2
      S: +OK 2 200
      C: LIST 3
      S: -ERR no such message, only 2 messages in maildrop
      C: UIDL
      S: +OK
      S: 1 whqtswO00WBw418f9t5JxYwZ
      S: 2 QhdPYR:00WBw1Ph7x7
      S: .
      C: UIDL 2
      S: +OK 2 QhdPYR:00WBw1Ph7x7
      C: TOP 1 10
      S: +OK
      S: Subject: one
      S:
      S: ..
      S: .
      C: TOP 100 3
      S: -ERR no such message
      C: DELE 1
      S: +OK message 1 deleted
      C: DELE 1
      S: -ERR message 1 already deleted
      C: NOOP
      S: +OK
      C: RSET
      S: +OK maildrop has 2 messages (320 octets)
      C: DELE 1
      S: +OK message 1 deleted
      C: QUIT
      S: -ERR some deleted messages not removed`,
  },
  {
    name: 'RFC 2449 5: CAPA, and RFC 2449 8.1.2: a response code',
    ends: 'ended',
    transcript: `
      S: +OK ready <1896.697170952@dbc.mtview.ca.us>
      C: CAPA
      S: +OK Capability list follows
      S: TOP
      S: USER
      S: SASL CRAM-MD5 KERBEROS_V4
      S: RESP-CODES
      S: LOGIN-DELAY 900
      S: EXPIRE 60
      S: UIDL
      S: IMPLEMENTATION Shlemazle-Plotz-v302
      S: .
      C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
      S: -ERR [IN-USE] Do you have another POP session running?
      C: QUIT
      S: +OK`,
  },
  {
    name: 'RFC 2449 6.6: commands go ahead of their responses once CAPA has PIPELINING',
    queued: true,
    ends: 'update',
    transcript: `
      S: +OK ready
      C: CAPA
      S: +OK Capability list follows
      S: USER
      S: PIPELINING
      S: UIDL
      S: .
      C: USER tim
      C: PASS x
      C: UIDL
      C: RETR 1
      C: DELE 1
      C: QUIT
      S: +OK
      S: +OK
      S: +OK
      S: 1 a
      S: .
      S: +OK
      S: ..
      S: .
      S: +OK
      S: +OK goodbye`,
  },
  {
    name: 'RFC 2595 4: what is known before TLS is asked again',
    ends: 'update',
    transcript: `
      S: +OK ready
      C: CAPA
      S: +OK Capability list follows
      S: USER
      S: PIPELINING
      S: STLS
      S: .
      C: STLS
      S: +OK Begin TLS negotiation
      (TLS is negotiated)
      C: CAPA
      S: +OK Capability list follows
      S: USER
      S: .
      C: USER tim
      S: +OK
      C: PASS x
      S: +OK
      C: QUIT
      S: +OK`,
  },
  {
    name: 'RFC 5034 6: AUTH PLAIN with an initial response inside TLS',
    ends: 'transaction',
    transcript: `
      S: +OK pop.example.com BlurdyBlurp POP3 server ready
      C: CAPA
      S: +OK List of capabilities follows
      S: SASL DIGEST-MD5 GSSAPI ANONYMOUS
      S: STLS
      S: IMPLEMENTATION BlurdyBlurp POP3 server
      S: .
      C: STLS
      S: +OK Begin TLS negotiation now
      (TLS negotiation proceeds)
      C: CAPA
      S: +OK List of capabilities follows
      S: SASL PLAIN DIGEST-MD5 GSSAPI ANONYMOUS
      S: IMPLEMENTATION BlurdyBlurp POP3 server
      S: .
      C: AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=
      S: +OK Maildrop locked and ready`,
  },
  {
    name: 'RFC 5034 6: AUTH PLAIN in two lines',
    ends: 'transaction',
    transcript: `
      S: +OK
      C: CAPA
      S: +OK List of capabilities follows
      S: SASL PLAIN DIGEST-MD5 GSSAPI ANONYMOUS
      S: IMPLEMENTATION BlurdyBlurp POP3 server
      S: .
      C: AUTH PLAIN
      S: +
      C: dGVzdAB0ZXN0AHRlc3Q=
      S: +OK Maildrop locked and ready`,
  },
  {
    name: 'RFC 5034 6: an exchange that the server begins, and that ends with an empty response',
    ends: 'transaction',
    transcript: `
      S: +OK pop.example.com BlurdyBlurp POP3 server ready
      C: CAPA
      S: +OK List of capabilities follows
      S: SASL DIGEST-MD5 GSSAPI ANONYMOUS
      S: STLS
      S: .
      C: AUTH DIGEST-MD5
      S: + cmVhbG09ImVsd29vZC5pbm5vc29mdC5jb20iLG5vbmNlPSJPQTZNRzl0RVFHbTJoaCIscW9wPSJhdXRoIixhbGdvcml0aG09bWQ1LXNlc3MsY2hhcnNldD11dGYtOA==
      C: Y2hhcnNldD11dGYtOCx1c2VybmFtZT0iY2hyaXMiLHJlYWxtPSJlbHdvb2QuaW5ub3NvZnQuY29tIixub25jZT0iT0E2TUc5dEVRR20yaGgiLG5jPTAwMDAwMDAxLGNub25jZT0iT0E2TUhYaDZWcVRyUmsiLGRpZ2VzdC11cmk9InBvcC9lbHdvb2QuaW5ub3NvZnQuY29tIixyZXNwb25zZT1iMGQ1NmQyZjA1NGMyNGI2MjA3MjMyMjEwNjQ2OGRiOSxxb3A9YXV0aA==
      S: + cnNwYXV0aD0wYjk3MTQ2MmNlZjVlOGY5MzBkYjlhMzNiMDJmYzlhMA==
      C:
      S: +OK Maildrop locked and ready`,
  },
  {
    name: 'RFC 5034 4: AUTH given up, refused, and asked what there is',
    ends: 'transaction',
    transcript: `
      S: +OK
      C: AUTH
      S: +OK
      S: PLAIN
      S: XOAUTH2
      S: .
      C: AUTH XOAUTH2
      S: +
      C: *
      S: -ERR [AUTH] cancelled
      C: AUTH XOAUTH2 =
      S: + eyJzdGF0dXMiOiI0MDAifQ==
      C: AQ==
      S: -ERR [AUTH] no
      C: AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=
      S: +OK`,
  },
  {
    name: 'RFC 6856 3.3: LANG',
    ends: 'transaction',
    transcript: `
      S: +OK
      C: USER karen
      S: +OK Hello, karen
      C: PASS password
      S: +OK karen's maildrop contains 2 messages (320 octets)
      C: LANG MUL
      S: -ERR invalid language MUL
      C: LANG
      S: +OK Language listing follows:
      S: en English
      S: en-boont English Boontling dialect
      S: de Deutsch
      S: it Italiano
      S: es Espanol
      S: sv Svenska
      S: .
      C: LANG
      S: -ERR Server is unable to list languages
      C: LANG es
      S: +OK es Idioma cambiado
      C: LANG uga
      S: -ERR es Idioma <<UGA>> no es conocido
      C: LANG sv
      S: +OK sv Kommandot "LANG" lyckades
      C: LANG *
      S: +OK es Idioma cambiado`,
  },
  {
    name: 'RFC 6856 2 and 5: names and passwords in UTF-8 before UTF8, and its response code',
    ends: 'update',
    transcript: `
      S: +OK
      C: CAPA
      S: +OK
      S: USER
      S: UTF8 USER
      S: .
      C: USER j\xc3\xb6rg
      S: +OK
      C: UTF8
      S: +OK
      C: PASS p\xc3\xa4ss
      S: +OK
      C: RETR 1
      S: -ERR [UTF8] the message is UTF-8
      C: QUIT
      S: +OK`,
  },
]

describe.each(sessions)('$name', ({ transcript, queued, ends }) => {
  const script = scriptOf(transcript)
  const expected = transcript
    .split('\n')
    .map(line => line.trim())
    .filter(line => /^[CS]:/.test(line))
  const whole = (parts: readonly Uint8Array[]) => parts.map(part => [part.slice()])

  it.each([
    ['whole', (bytes: Uint8Array) => [bytes]],
    ['byte by byte', byteByByte],
  ])('back to back, %s', (_name, cut) => {
    const pair = play(script, queued)
    const log = backToBack({ ...pair, cut })
    expect(log.map(line => line.trimEnd())).toEqual(expected)
    expect([pair.client.state, pair.server.state]).toEqual([ends, ends])
  })

  it('the client alone, at every split', () => {
    const run = (parts: readonly (readonly Uint8Array[])[]) => {
      const { client, onClient } = play(script, queued)
      const events = hear(client, parts, onClient)
      expect(lines(client.takeOutput())).toEqual(linesOf(transcript, 'C').map(line => line.trimEnd()))
      return [client.state, joined(events)]
    }
    const events = run(whole(script.fromServer))
    expect(events[0]).toBe(ends)
    script.fromServer.forEach((part, at) => {
      for (const chunks of everySplit(part))
        expect(run(Object.assign(whole(script.fromServer), { [at]: chunks }))).toEqual(events)
    })
  })

  it('the server alone, at every split', () => {
    const run = (parts: readonly (readonly Uint8Array[])[]) => {
      const { server, onServer } = play(script)
      const events = hear(server, parts, onServer)
      expect(lines(server.takeOutput())).toEqual(linesOf(transcript, 'S').map(line => line.trimEnd()))
      return [server.state, events]
    }
    const events = run(whole(script.fromClient))
    expect(events[0]).toBe(ends)
    script.fromClient.forEach((part, at) => {
      for (const chunks of everySplit(part))
        expect(run(Object.assign(whole(script.fromClient), { [at]: chunks }))).toEqual(events)
    })
  })
})

/** Adjacent chunks of one body as one. */
function joined(events: readonly { readonly type: string }[]): unknown[] {
  const found: unknown[] = []
  let body: number[] | undefined
  for (const event of events) {
    if (event.type === 'body-chunk') (body ??= []).push(...(event as unknown as { readonly bytes: Uint8Array }).bytes)
    else {
      if (body !== undefined) found.push({ type: 'body-chunk', body })
      body = undefined
      found.push(event)
    }
  }
  return found
}
