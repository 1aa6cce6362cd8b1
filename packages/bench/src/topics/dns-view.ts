/** What a router or load balancer asks of a message: who answers it, for what name and type. The rest of the bytes is not looked at. */
import { encodeMessage, encodeName, MessageView } from '@mailwire/dns'
import { recordTypes } from '@mailwire/dns/iana'
import { messages } from '../inputs/dns.js'
import { packetLibraries } from '../inputs/dns-forms.js'
import { contender, type Topic } from '../topic.js'

export const dnsView = (): readonly Topic[] => {
  const { about, message } = messages[0]!
  const buffer = Buffer.from(encodeMessage(message))
  const name = encodeName('gmail.com')
  const view = (): boolean => {
    const seen = new MessageView(buffer)
    const question = seen.question()
    return seen.id === 1985 && seen.isResponse && question?.type === recordTypes.MX && question.nameEquals(name)
  }
  return [
    {
      name: 'dns/view/gmail-mx',
      about: `is this the answer to our question: ${about}`,
      incumbent: 'dns-packet',
      expected: true,
      contenders: [
        contender('mailwire', view, same => same),
        ...packetLibraries.map(([library, { decode }]) =>
          contender(
            library,
            () => {
              const { id, type, questions } = decode(buffer)
              return id === 1985 && type === 'response' && questions[0]?.type === 'MX' && questions[0].name === 'gmail.com'
            },
            same => same,
          ),
        ),
      ],
    },
  ]
}
