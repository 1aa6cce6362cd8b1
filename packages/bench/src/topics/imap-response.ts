/**
 * IMAP responses as a client reads them: from the chunks of a socket to values. imapflow gives a tree of atoms, strings and lists; with
 * `formatMessageResponse` it gives what its users get. mailwire gives typed responses, checked, with warnings.
 */
import type { ResponseEvent } from '@mailwire/imap'
import { body, content, fetches, lists, mailboxes, numbers, type Responses, search, structures } from '../inputs/imap.js'
import { largeMessages, messages } from '../inputs/imap-message.js'
import { digest, memcpy } from '../inputs/mail.js'
import { type Contender, contender, type Topic } from '../topic.js'
import { emailjsParser, type Formatted, imapflow, imapflowFormatted, imapflowParser, mailwire } from './imap-clients.js'
import * as form from './imap-forms.js'

export const imapResponse = (): readonly Topic[] => [fetchTopic(), structureTopic(), listTopic(), searchTopic(), ...bodyTopics()]

const INCUMBENT = 'imapflow'

function fetchTopic(): Topic {
  const given = messages(100)
  const input = fetches(given)
  return {
    name: 'imap/response/fetch',
    about: 'FETCH of 100 messages: ENVELOPE, BODYSTRUCTURE and six other items',
    incumbent: INCUMBENT,
    expected: given.map(form.fetchForm),
    contenders: [...readers(input, form.ofFetch, form.ofFetchTree), formatted(input, form.ofFormatted)],
  }
}

function structureTopic(): Topic {
  const given = largeMessages(50)
  const input = structures(given)
  return {
    name: 'imap/response/structure',
    about: 'BODYSTRUCTURE of 50 messages of ten to thirty parts',
    incumbent: INCUMBENT,
    expected: given.map(({ structure }) => form.structureForm(structure)),
    contenders: [...readers(input, form.ofStructureAlone, form.ofStructureTree), formatted(input, form.ofFormattedStructure)],
  }
}

function listTopic(): Topic {
  const given = mailboxes(1000)
  return {
    name: 'imap/response/list',
    about: 'LIST of 1,000 mailboxes, a fifth of the names in modified UTF-7',
    incumbent: INCUMBENT,
    expected: given.map(form.listForm),
    contenders: readers(lists(given), form.ofList, form.ofListTree),
  }
}

function searchTopic(): Topic {
  const given = numbers(100_000)
  return {
    name: 'imap/response/search',
    about: 'SEARCH with 100,000 numbers',
    incumbent: INCUMBENT,
    expected: [given],
    contenders: readers(search(given), form.ofSearch, form.ofSearchTree),
  }
}

function bodyTopics(): readonly Topic[] {
  const message = content()
  const input = body(message)
  const pieces = mailwire(input)
  const streamed = (): readonly Uint8Array[] => pieces().flatMap(event => (event.type === 'body-chunk' ? [event.bytes] : []))
  const peer = contender(INCUMBENT, imapflow(input), trees => digest(trees.map(form.literalOf)))
  const topic = { incumbent: INCUMBENT, expected: digest([message]) }
  return [
    {
      ...topic,
      name: 'imap/response/body',
      about: 'BODY[] of 10 MiB, chunk by chunk',
      contenders: [
        contender('mailwire', streamed, digest),
        peer,
        contender('a memcpy', memcpy(input.chunks), () => topic.expected),
      ],
    },
    {
      ...topic,
      name: 'imap/response/body-collected',
      about: 'the same, gathered to one Buffer',
      contenders: [
        contender(
          'mailwire',
          () => Buffer.concat(streamed()),
          all => digest([all]),
        ),
        peer,
      ],
    },
  ]
}

/** Everyone who reads responses. */
const readers = (
  input: Responses,
  ofEvent: (event: ResponseEvent) => unknown,
  ofTree: (tree: unknown) => unknown,
): readonly Contender[] => [
  contender('mailwire', mailwire(input), events => events.map(ofEvent)),
  contender(INCUMBENT, imapflow(input), trees => trees.map(ofTree)),
  contender('imapflow its parser alone', imapflowParser(input), trees => trees.map(ofTree)),
  contender('emailjs-imap-handler', emailjsParser(input), trees => trees.map(ofTree)),
]

const formatted = (input: Responses, of: (message: Formatted) => unknown): Contender =>
  contender('imapflow formatted', imapflowFormatted(input), given => given.map(of))
