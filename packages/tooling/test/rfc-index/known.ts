/** What is known of sections that nothing cites: what they are, or why there is nothing. */
import type { Indexed } from './sections.js'

type Reasons = Readonly<Record<Indexed, Readonly<Record<string, string>>>>

const of = (reason: string, ...sections: readonly string[]): Record<string, string> =>
  Object.fromEntries(sections.map(section => [section, reason]))

/** Sections that ask nothing of a program, and what they are. They may be cited all the same. */
export const asksNothing: Reasons = {
  1035: {
    ...of('status of the document', '1'),
    ...of('a heading', '2', '3', '3.2', '3.4', '4', '6'),
    ...of('introduction', '2.1', '2.2', '2.3'),
    ...of('example', '5.3'),
    ...of('advice on the design of a server', '6.1', '6.1.1', '6.1.2', '6.1.3'),
    ...of('example of an optional query', '6.4.2'),
    ...of('advice on the design of a server with inverse queries', '6.4.3'),
    ...of('deleted services', '6.5'),
    ...of('an introduction to the sections below it', '7'),
    ...of('references', '9'),
  },
  5321: {
    ...of('introduction', '1', '1.1', '1.2', '1.3', '2.1'),
    ...of('a heading', '2', '2.2', '2.3', '3.5', '3.6', '4', '4.1', '4.3', '4.5', '4.5.3', '5', '6', '7', '10', 'D', 'F'),
    ...of('terms', '2.3.1', '2.3.2', '2.3.3', '2.3.4', '2.3.6', '2.3.9', '2.3.10'),
    ...of('an introduction to the sections below it', '3', '3.7', '3.9', '4.5.4'),
    ...of('why SMTP alone proves no sender', '7.1'),
    ...of('IANA considerations', '8'),
    ...of('acknowledgments', '9'),
    ...of('references', '10.1', '10.2'),
    ...of('what carries SMTP', 'A'),
    ...of('examples', 'D.1', 'D.2', 'D.3', 'D.4'),
  },
  1939: {
    ...of('introduction', '1', '2'),
    ...of('advice to those who run servers', '8'),
    ...of('summary of the commands', '9'),
    ...of('example', '10'),
    ...of('references', '12'),
    ...of('acknowledgements', '14'),
    ...of("authors' addresses", '15'),
    ...of('changes', 'A'),
    ...of('index of the commands', 'B'),
  },
  9051: {
    ...of('introduction', '1', '1.1', '1.2', '1.3'),
    ...of('a heading', '2', '4', '5', '11', '13', '13.2'),
    ...of('what carries IMAP', '2.1'),
    ...of('a convention that is history', '5.1.2.1'),
    ...of('examples', '5.1.2.2', '6.3.9.8', '6.4.4.4', '8'),
    ...of('a note to authors of extensions', '6.3.1.1'),
    ...of("author's note", '10'),
    ...of('what MD5 is used for', '11.6'),
    ...of('IANA considerations', '12', '12.1', '12.2', '12.3', '12.4'),
    ...of('references', '13.1', '13.2.1', '13.2.2'),
    ...of('changes', 'E'),
    ...of('a list of extensions', 'F'),
  },
}

const GATEWAY = 'gateways to other kinds of mail are not built'
const RESOLVER = 'no cache and no search from the root are built: `resolve` asks the name server that it is given'

/** Sections that ask something, where neither a source nor a test cites them, and why. docs/conformance has those that are missing in the code. */
export const gaps: Reasons = {
  1035: {
    ...of('a recommendation for those who choose names; any name is read and written', '2.3.1'),
    ...of('no secondary server is built', '6.3'),
    ...of('inverse queries are obsolete (RFC 3425), and answered with NOTIMP', '6.4.1'),
    ...of(RESOLVER, '7.4'),
    ...of(
      'a mailbox that is a domain name stays one (RNAME, RP): which of its dots are of the local part is for the caller',
      '8',
    ),
    ...of('mailbox binding was an experiment: its records are read and written, and no mail is routed by them', '8.2'),
  },
  5321: {
    ...of('whether a keyword is registered is for the caller who offers it', '2.2.2'),
    ...of(GATEWAY, '3.7.1', '3.7.2', '3.7.3', '3.7.4', '3.7.5', 'E'),
    ...of('lists and aliases are not built: the caller says who a recipient is', '3.9.1', '3.9.2'),
    ...of('there is no queue: what cannot be delivered now is reported to its sender', '4.5.4.1'),
    ...of('what is unwanted is for the caller to say', '6.2'),
    ...of('loops are not looked for: who relays what comes in has to count the Received fields', '6.3'),
    ...of('a message is not repaired: a server adds trace fields and nothing else', '6.4'),
    ...of('251 and 551 change nothing but the result of a recipient', '7.4'),
    ...of('a greeting names the host and no program', '7.5'),
    ...of('a server suggests neither 251 nor 551', '7.7'),
    ...of('the envelope is what the caller gives: no field of a message is read for it', 'B'),
  },
  1939: {},
  9051: {
    ...of('every mailbox of the mail host is the own one of its user, who may select it', '11.4'),
    ...of("the mail host has no other users' namespace", '11.5'),
    ...of('a client sends several patterns of LIST also where LIST-EXTENDED is not announced, and the server refuses them', 'C'),
  },
}
