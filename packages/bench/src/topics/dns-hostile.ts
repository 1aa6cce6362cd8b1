/**
 * Messages of 64 KiB that are built to be slow, beside a plain one: 0.5x means that they cost twice as much. Nobody else is measured here, since
 * others refuse some of them or take seconds.
 */
import { decodeMessage, encodeMessage } from '@mailwire/dns'
import { plain, plainToEncode, slowToDecode, slowToEncode } from '../inputs/dns-hostile.js'
import { contender, type Topic } from '../topic.js'

export const dnsHostile = (): readonly Topic[] => {
  const bytes = plain()
  const message = plainToEncode()
  return [
    ...Object.entries(slowToDecode()).map(([name, slow]) =>
      topic(
        `decode-${name}`,
        () => decodeMessage(slow).answers.length > 100,
        () => decodeMessage(bytes).answers.length > 100,
      ),
    ),
    ...Object.entries(slowToEncode()).map(([name, slow]) =>
      topic(
        `encode-${name}`,
        () => encodeMessage(slow).length > 65_000,
        () => encodeMessage(message).length > 65_000,
      ),
    ),
  ]
}

const topic = (name: string, slow: () => boolean, plain: () => boolean): Topic => ({
  name: `dns/hostile/${name}`,
  about: '64 KiB that are built to be slow, beside 64 KiB of plain records',
  incumbent: 'a plain message',
  expected: true,
  contenders: [contender('mailwire', slow, done => done), contender('a plain message', plain, done => done)],
})
