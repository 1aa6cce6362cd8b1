/** SASL: lists of mechanisms and long messages. */
import {
  chooseMechanism,
  decodeInitialResponse,
  decodePlain,
  encodeInitialResponse,
  encodePlain,
  formatScramCredentials,
  parseMechanismName,
  parseScramCredentials,
  scramServer,
} from '@mailwire/sasl'
import type { GrowthTopic } from './growth.js'

export const sasl: readonly GrowthTopic[] = [
  {
    name: 'sasl/choose',
    from: 1_000,
    make: size => {
      const offered = Array.from({ length: size }, (_, at) => `X-${at}`)
      const mechanisms = [...offered.slice(size / 2).map(name => `Y${name}`), 'PLAIN']
      const credentials = { authenticationId: 'tim', password: 'x' }
      return () => chooseMechanism([...offered, 'PLAIN'], credentials, { secure: true, mechanisms })
    },
  },
  {
    name: 'sasl/mechanism-name',
    from: 10_000,
    make: size => {
      const text = 'X'.repeat(size)
      return () => {
        try {
          return parseMechanismName(text)
        } catch (error) {
          return error
        }
      }
    },
  },
  {
    name: 'sasl/plain',
    from: 150,
    most: 700, // 3,062 bytes are allowed
    make: size => {
      const credentials = { authenticationId: 'é'.repeat(size), password: 'ß'.repeat(size) }
      return () => decodePlain(encodePlain(credentials))
    },
  },
  {
    name: 'sasl/initial-response',
    from: 10_000,
    make: size => {
      const bytes = new Uint8Array(size).fill(97)
      return () => decodeInitialResponse(encodeInitialResponse(bytes))
    },
  },
  {
    name: 'sasl/scram-message',
    from: 10_000,
    make: size => {
      const message = new TextEncoder().encode(`n,,n=${'=2C'.repeat(size)},r=x${',x=y'.repeat(size)},m=z`)
      // The message is rejected before there is anything to wait for.
      return () => scramServer('SHA-1', () => undefined, { limits: { message: Number.POSITIVE_INFINITY } }).start(message)
    },
  },
  {
    name: 'sasl/scram-credentials',
    from: 10_000,
    make: size => {
      const key = new Uint8Array(20)
      const text = formatScramCredentials({
        hash: 'SHA-1',
        salt: new Uint8Array(size),
        iterations: 4096,
        storedKey: key,
        serverKey: key,
      })
      return () => parseScramCredentials(text)
    },
  },
]
