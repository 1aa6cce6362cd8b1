/**
 * Commands, both ways. No peer has a codec of them: the yardsticks are what programs write by hand, the line split at its spaces, and words
 * joined by them, neither of which checks anything.
 */
import { type Command, decodeCommand, encodeCommand } from '@mailwire/pop3'
import { contender, type Topic } from '../topic.js'

const lines = [
  'USER mrose',
  'PASS tanstaaf',
  'APOP mrose c4c9334bac560ecc979e58001b3e22fb',
  'AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=',
  'STAT',
  'LIST',
  'UIDL 1',
  'RETR 1',
  'TOP 1 10',
  'DELE 1',
  'NOOP',
  'QUIT',
]

export const pop3Command = (): readonly Topic[] => {
  const bytes = lines.map(line => Buffer.from(`${line}\r\n`))
  const words = lines.map(line => line.split(' '))
  const commands = bytes.map(line => decodeCommand(line))
  const whole = (encoded: readonly Uint8Array[]): string => Buffer.concat(encoded).toString('latin1')
  return [
    {
      name: 'pop3/command/decode',
      about: `decode ${lines.length} commands`,
      incumbent: 'words split',
      expected: words,
      contenders: [
        contender(
          'mailwire',
          () => bytes.map(line => decodeCommand(line)),
          decoded => decoded.map(wordsOf),
        ),
        contender(
          'words split',
          () => bytes.map(line => line.toString('latin1', 0, line.length - 2).split(' ')),
          split => split,
        ),
      ],
    },
    {
      name: 'pop3/command/encode',
      about: `encode ${lines.length} commands`,
      incumbent: 'words joined',
      expected: lines.map(line => `${line}\r\n`).join(''),
      contenders: [
        contender('mailwire', () => commands.map(command => encodeCommand(command)), whole),
        contender('words joined', () => words.map(list => Buffer.from(`${list.join(' ').trim()}\r\n`)), whole),
      ],
    },
  ]
}

function wordsOf({ warnings: _, verb, ...rest }: Command): readonly string[] {
  const values = Object.values(rest).filter(value => value !== undefined)
  return [
    verb.toUpperCase(),
    ...values.map(value => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : `${value}`)),
  ]
}
