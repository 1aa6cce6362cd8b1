/** Every topic, in the order of the report. One line a file. */

import type { Topic } from './topic.js'
import { dnsDecode } from './topics/dns-decode.js'
import { dnsEncode } from './topics/dns-encode.js'
import { dnsZone } from './topics/dns-zone.js'
import { imapResponse } from './topics/imap-response.js'
import { smtpCommand } from './topics/smtp-command.js'
import { smtpData } from './topics/smtp-data.js'
import { smtpDotStuff } from './topics/smtp-dot-stuff.js'
import { smtpReply } from './topics/smtp-reply.js'

export const topics: readonly (() => readonly Topic[])[] = [
  dnsDecode,
  dnsEncode,
  dnsZone,
  smtpData,
  smtpDotStuff,
  smtpCommand,
  smtpReply,
  imapResponse,
]
