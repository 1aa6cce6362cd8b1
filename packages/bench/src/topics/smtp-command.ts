/**
 * MAIL and RCPT, from the bytes of the line to addresses and parameters. Of smtp-server it is what its handlers call; finding the
 * handler, and checking parameters beyond their form, is not counted.
 */
import { type Command, decodeCommand } from '@mailwire/smtp'
import { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import { contender, type Topic } from '../topic.js'

const lines = [
  { name: 'mail', line: 'MAIL FROM:<sender@some.domain>', address: 'sender@some.domain', parameters: [] },
  {
    name: 'mail-parameters',
    line: 'MAIL FROM:<bounce+4711=someone=some.domain@lists.example> SIZE=1048576 BODY=8BITMIME',
    address: 'bounce+4711=someone=some.domain@lists.example',
    parameters: ['BODY=8BITMIME', 'SIZE=1048576'],
  },
  { name: 'mail-empty', line: 'MAIL FROM:<>', address: '', parameters: [] },
  { name: 'rcpt', line: 'RCPT TO:<someone@some.domain>', address: 'someone@some.domain', parameters: [] },
] as const

type Parsed = false | { readonly address: string; readonly args: false | Readonly<Record<string, string | true>> }

export const smtpCommand = (): readonly Topic[] => {
  const connection = new SMTPConnection(new SMTPServer({ disabledCommands: ['STARTTLS'] }), {} as never)
  const parse = (connection as unknown as { _parseAddressCommand(name: string, line: Buffer): Parsed })._parseAddressCommand.bind(
    connection,
  )
  return lines.map(({ name, line, address, parameters }) => {
    const bytes = Buffer.from(line)
    const what = line.startsWith('MAIL') ? 'mail from' : 'rcpt to'
    return {
      name: `smtp/command/${name}`,
      about: `decode ${line}`,
      incumbent: 'smtp-server',
      expected: { address, parameters },
      contenders: [
        contender('mailwire', () => decodeCommand(bytes), fromMailwire),
        contender('smtp-server', () => parse(what, bytes), fromSmtpServer),
      ],
    }
  })
}

function fromMailwire(command: Command): unknown {
  if (command.verb !== 'mail' && command.verb !== 'rcpt') return command
  const path = command.verb === 'mail' ? command.reversePath : command.forwardPath
  const parameters = Object.entries(command.parameters).filter(([name, value]) => name !== 'unknown' && value !== undefined)
  return {
    address: path === null ? '' : `${path.localPart}@${path.domain}`,
    parameters: parameters.map(([name, value]) => `${name.toUpperCase()}=${String(value)}`).sort(),
  }
}

const fromSmtpServer = (parsed: Parsed): unknown =>
  parsed && {
    address: parsed.address,
    parameters: Object.entries(parsed.args || {})
      .map(([name, value]) => `${name}=${String(value)}`)
      .sort(),
  }
