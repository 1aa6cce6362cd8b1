/** Work grows as the input does, and not with its square: what is counted is bytes moved, elements of arrays looked at, and sets filled. */
import { asBytes, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type CommandInit, Transaction } from '../src/all.js'
import { at, bytesMoved, content, mail, rcpt, ready, serve } from './support.js'

const NAMES = ['findIndex', 'filter', 'shift', 'unshift', 'splice', 'reduce', 'slice'] as const

/** How often some work does what costs as much as the array or set is large. */
function elements(work: () => void): number {
  let count = 0
  const array = Array.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const originals = NAMES.map(name => [name, array[name]!] as const)
  const { add } = Set.prototype
  for (const [name, original] of originals)
    array[name] = function (this: unknown[], ...args: unknown[]) {
      count += name === 'splice' ? this.length - Number(args[0]) : this.length
      return original.apply(this, args)
    }
  Set.prototype.add = function (value) {
    count++
    return add.call(this, value)
  }
  try {
    work()
  } finally {
    for (const [name, original] of originals) array[name] = original
    Set.prototype.add = add
  }
  return count
}

const doubles = (work: (n: number) => number, n: number): void => expect(work(2 * n) / Math.max(1, work(n))).toBeLessThan(2.5)
const recipients = (n: number) => Array.from({ length: n }, (_, index) => at(`u${index}`, `d${index}.example`))

describe('work is linear', () => {
  it('in chunks that wait for the replies before them (RFC 3030 2)', () => {
    doubles(n => {
      const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'))
      client.takeOutput()
      return bytesMoved(() => {
        for (let piece = 0; piece < n; piece++) {
          client.send(content('0123456\r\n'))
          client.takeOutput()
        }
      })
    }, 500)
    doubles(n => {
      const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'))
      return elements(() => {
        for (let piece = 0; piece < n; piece++) client.send(content('0123456\r\n'))
        client.takeOutput()
      })
    }, 500)
  })

  it('in commands that are queued, answered, and refused while more are queued (RFC 2920 3.1)', () => {
    for (const reply of ['250 ok\r\n', '550 no\r\n'])
      doubles(n => {
        const client = ready('250-PIPELINING\r\n', mail, ...Array.from({ length: n }, (_, index) => rcpt(`u${index}`)))
        drive(client, [asBytes('250 ok\r\n')])
        return elements(() => {
          for (let index = 0; index < n; index++) {
            drive(client, [asBytes(reply)])
            client.takeOutput()
            client.send(rcpt('more'))
          }
        })
      }, 400)
  })

  it('in looking ahead, one recipient after another', () => {
    doubles(n => {
      const client = ready('250-PIPELINING\r\n250-LIMITS RCPTDOMAINMAX=999999\r\n', mail)
      return elements(() => {
        for (const forwardPath of recipients(n)) {
          const command: CommandInit = { verb: 'rcpt', forwardPath }
          client.check(command)
          client.send(command)
        }
      })
    }, 400)
  })

  it('in the recipients of a message, in LMTP too (RFC 2033 4.2)', () => {
    doubles(n => {
      const one = ready('250-PIPELINING\r\n')
      const transaction = new Transaction(one, { sender: null, recipients: recipients(n) })
      for (const event of drive(one, [asBytes(`250 ok\r\n${'250 ok\r\n'.repeat(n)}354 go\r\n`)])) transaction.handle(event)
      return elements(() => {
        for (const recipient of recipients(n))
          transaction.handle({
            type: 'reply',
            command: { verb: 'body-end' },
            recipient,
            reply: { code: 250, enhanced: undefined, lines: ['ok'] },
          })
      })
    }, 400)
  })

  it('in the domains that RCPTDOMAINMAX counts (RFC 9422 4.3)', () => {
    doubles(n => {
      const lines = recipients(n).map(({ localPart, domain }) => `RCPT TO:<${localPart}@${domain}>\r\n`)
      const limits = { recipients: 9999 }
      return elements(() => {
        const extensions = { limits: { rcptDomainMax: 9999 } }
        serve([asBytes(`EHLO a\r\nMAIL FROM:<>\r\n${lines.join('')}`)], { extensions, limits })
      })
    }, 400)
  })
})
