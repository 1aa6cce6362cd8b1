/**
 * dnspython's TSIG against ours: each signs what the other verifies, a query, its response, and the messages of a zone transfer. Debian has it in
 * python3-dnspython.
 *
 *     npx vitest run --config packages/interop/system/vitest.config.ts packages/interop/system/dnspython-tsig.check.ts
 */
import { execFileSync } from 'node:child_process'
import { hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  encodeMessage,
  encodeTransfer,
  type RecordInit,
  signTsig,
  type TsigKey,
  TsigSigner,
  TsigVerifier,
  tsigTime,
  verifyTsig,
} from '../../dns/src/all.js'

/** Reads one task as JSON: messages of ours to verify, or of its own to sign; prints what became of each. */
const PROGRAM = `
import json, sys
import dns.message, dns.name, dns.query, dns.rdatatype, dns.rrset, dns.tsig, dns.exception
task = json.load(sys.stdin)
name = dns.name.from_text(task['name'])
key = dns.tsig.Key(name, bytes.fromhex(task['secret']), task['algorithm'])
def mac(message): return message.tsig[0].mac
said = []
if 'verify' in task:
    ctx = None
    for wire in task['verify']:
        try:
            message = dns.message.from_wire(bytes.fromhex(wire), keyring={name: key}, request_mac=bytes.fromhex(task['requestMac']), xfr=task['multi'], tsig_ctx=ctx, multi=task['multi'])
            ctx = message.tsig_ctx
            said.append('signed' if message.had_tsig else 'unsigned')
        except dns.exception.DNSException as error:
            said.append(type(error).__name__)
else:
    query = dns.message.make_query('example', 'AXFR')
    query.use_tsig(key)
    said.append(query.to_wire().hex())
    ctx = None
    for at in range(task['sign']):
        answer = dns.message.make_response(query)
        answer.request_mac = query.mac
        answer.answer.append(dns.rrset.from_text('h%d.example.' % at, 60, 'IN', 'A', '192.0.2.1'))
        answer.use_tsig(key)
        said.append(answer.to_wire(multi=task['sign'] > 1, tsig_ctx=ctx).hex())
        ctx = answer.tsig_ctx
print(json.dumps(said))
`

const now = Math.floor(Date.now() / 1000)
const secret = Uint8Array.from({ length: 64 }, (_, at) => at * 5)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const asBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

function ask(key: TsigKey, task: object): string[] {
  const input = JSON.stringify({ ...key, secret: hex(key.secret), ...task })
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', PROGRAM], { input, encoding: 'utf8' })) as string[]
}

const verified = (
  key: TsigKey,
  messages: readonly Uint8Array[],
  requestMac: Uint8Array = new Uint8Array(0),
  multi = false,
): string[] => ask(key, { verify: messages.map(hex), requestMac: hex(requestMac), multi })

const query = encodeMessage({ id: 4711, questions: [{ name: 'Example', type: 'AXFR' }], edns: { udpPayloadSize: 1232 } })
const keyOf = (algorithm: string): TsigKey => ({ name: 'Key.Example', algorithm, secret })

describe.each([
  'hmac-md5.sig-alg.reg.int',
  'hmac-sha1',
  'hmac-sha224',
  'hmac-sha256',
  'hmac-sha256-128',
  'hmac-sha384',
  'hmac-sha384-192',
  'hmac-sha512',
  'hmac-sha512-256',
])('%s', algorithm => {
  const key = keyOf(algorithm)

  it('it verifies our query and our response', async () => {
    const asked = await signTsig(query, key, { now, hashes })
    expect(verified(key, [asked.message])).toEqual(['signed'])
    const answer = encodeMessage({ id: 4711, flags: { qr: true }, questions: [{ name: 'Example', type: 'AXFR' }] })
    const { message } = await signTsig(answer, key, { now, requestMac: asked.mac, hashes })
    expect(verified(key, [message], asked.mac)).toEqual(['signed'])
    expect(verified(key, [message], asked.mac.slice(1))).toEqual(['BadSignature'])
  })

  it('we verify its query and its response', async () => {
    const [asked, answer] = ask(key, { sign: 1 }).map(asBytes) as [Uint8Array, Uint8Array]
    const request = await verifyTsig(asked, key, { now, hashes })
    if (!request.ok) throw new Error(request.error)
    const requestMac = request.tsig.mac
    expect(await verifyTsig(answer, key, { now, requestMac, hashes })).toMatchObject({ ok: true })
    expect(await verifyTsig(answer, key, { now, hashes })).toMatchObject({ ok: false, error: 'BADSIG' })
  })
})

describe('a sequence of messages', () => {
  const key = keyOf('hmac-sha256')
  const soa: RecordInit = {
    name: 'example',
    type: 'SOA',
    ttl: 60,
    data: { mname: 'ns.example', rname: '.', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
  }
  const zone = [soa, ...Array.from({ length: 400 }, (_, at) => host(at)), soa]

  function host(at: number): RecordInit {
    return { name: `h${at}.example`, type: 'A', ttl: 60, data: { address: '192.0.2.1' } }
  }

  it('of ours it verifies, and notices one that is missing', async () => {
    const { mac } = await signTsig(query, key, { now })
    const signer = new TsigSigner(key, mac)
    const messages: Uint8Array[] = []
    for (const message of encodeTransfer({ id: 4711, questions: [{ name: 'example', type: 'AXFR' }] }, zone, { maxSize: 1000 }))
      messages.push(await signer.sign(message, { now }))
    expect(messages.length).toBeGreaterThan(5)
    expect(new Set(verified(key, messages, mac, true))).toEqual(new Set(['signed']))
    expect(verified(key, [messages[0]!, ...messages.slice(2)], mac, true)[1]).toBe('BadSignature')
  })

  it('of its own we verify, and notice one that is missing', async () => {
    const [asked, ...answers] = ask(key, { sign: 20 }).map(asBytes) as [Uint8Array, ...Uint8Array[]]
    const request = await verifyTsig(asked, key, { now })
    if (!request.ok) throw new Error(request.error)
    const verify = async (messages: readonly Uint8Array[]): Promise<unknown[]> => {
      const verifier = new TsigVerifier(key, request.tsig.mac)
      const results: unknown[] = []
      for (const message of messages) results.push((await verifier.verify(message, { now })).ok)
      return [...results, verifier.end()]
    }
    expect(new Set(await verify(answers))).toEqual(new Set([true]))
    expect(await verify([answers[0]!, ...answers.slice(2, 3)])).toEqual([true, false, false])
  })
})

describe('what it does not take', () => {
  const key = keyOf('hmac-sha256')

  it.each([
    ['a clock that is off by more than the fudge', { now: now - 302 }, 'BadTime'],
    ['a clock that is off by less than a fudge of its own', { now: now - 1500, fudge: 2000 }, 'signed'],
    ['BADTIME from its peer', { now, error: 18, other: tsigTime(now) }, 'PeerBadTime'],
  ])('%s', async (_, options, expected) => {
    const { message } = await signTsig(query, key, options)
    expect(verified(key, [message])).toEqual([expected])
  })

  it('another key, and another name of an algorithm', async () => {
    const { message } = await signTsig(query, key, { now })
    expect(verified({ ...key, name: 'other' }, [message])).toEqual(['UnknownTSIGKey'])
    expect(verified({ ...key, algorithm: 'hmac-sha512' }, [message])).toEqual(['BadAlgorithm'])
  })
})
