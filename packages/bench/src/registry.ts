/** Every topic, by the beginning of its name, in the order of the report: one line a file. */
import type { Topic } from './topic.js'
import { dnsDecode } from './topics/dns-decode.js'
import { dnsEncode } from './topics/dns-encode.js'
import { dnsHostile } from './topics/dns-hostile.js'
import { dnsView } from './topics/dns-view.js'
import { dnsZone } from './topics/dns-zone.js'
import { imapResponse } from './topics/imap-response.js'
import { pop3Command } from './topics/pop3-command.js'
import { pop3Listing } from './topics/pop3-listing.js'
import { pop3Response } from './topics/pop3-response.js'
import { pop3Retr } from './topics/pop3-retr.js'
import { pop3Session } from './topics/pop3-session.js'
import { smtpCommand } from './topics/smtp-command.js'
import { smtpData } from './topics/smtp-data.js'
import { smtpDotStuff } from './topics/smtp-dot-stuff.js'
import { smtpReply } from './topics/smtp-reply.js'

const registry: Readonly<Record<string, () => readonly Topic[]>> = {
  'dns/decode/': dnsDecode,
  'dns/encode/': dnsEncode,
  'dns/view/': dnsView,
  'dns/zone/': dnsZone,
  'dns/hostile/': dnsHostile,
  'smtp/data/': smtpData,
  'smtp/dot-stuff/': smtpDotStuff,
  'smtp/command/': smtpCommand,
  'smtp/reply/': smtpReply,
  'pop3/retr/': pop3Retr,
  'pop3/listing/': pop3Listing,
  'pop3/response/': pop3Response,
  'pop3/command/': pop3Command,
  'pop3/session/': pop3Session,
  'imap/response/': imapResponse,
}

/** The topics whose names begin with one of these; only their inputs are made. */
export const topics = (beginnings: readonly string[] = ['']): readonly Topic[] =>
  Object.entries(registry)
    .filter(([group]) => beginnings.some(beginning => group.startsWith(beginning) || beginning.startsWith(group)))
    .flatMap(([, make]) => make())
    .filter(({ name }) => beginnings.some(beginning => name.startsWith(beginning)))
