/** SASL: lists of mechanisms and long messages. */
import {
  chooseMechanism,
  decodeInitialResponse,
  decodePlain,
  encodeInitialResponse,
  encodePlain,
  parseMechanismName,
} from '@mailwire/sasl'
import type { GrowthTopic } from './growth.js'

export const sasl: readonly GrowthTopic[] = [
  {
    name: 'sasl/choose',
    from: 1_000,
    make: size => {
      const offered = Array.from({ length: size }, (_, at) => `X-${at}`)
      const wanted = [...offered.slice(size / 2).map(name => ({ name: `Y${name}` })), { name: 'PLAIN' }]
      return () => chooseMechanism([...offered, 'PLAIN'], wanted)
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
]
