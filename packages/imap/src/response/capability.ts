/** CAPABILITY and ENABLED (RFC 9051 7.2.1, 7.2.2). */
import { upperAscii } from '@mailwire/bytes'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { REV1, REV2 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { ImapQuirk } from '../quirks.js'
import { listOf, textOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** What the server can do, or what ENABLE switched on; names in upper case. */
export interface CapabilityResponse {
  readonly type: 'capability' | 'enabled'
  readonly capabilities: readonly string[]
}

/** `*(SP capability)` up to the end or a bracket; some are numbers, and one is NIL. */
function capabilityList(reader: Reader): string[] {
  const found: string[] = []
  while (reader.skip(0x20)) {
    const isSpaced = reader.peek() === 0x20
    if (isSpaced) reader.extraSpaces()
    const byte = reader.peek()
    if (byte === -1 || byte === 0x5d) {
      if (!isSpaced) reader.warn('extra-space')
    } else if (found.length === reader.limits.capabilities)
      reader.fail('limit', `parse: more than ${reader.limits.capabilities} capabilities`)
    else {
      const start = reader.skipRun(ATOM)
      if (reader.pos === start) reader.refuse('a capability')
      found.push(upperAscii(reader.common(start)))
    }
  }
  return found
}

/** `capability-data = "CAPABILITY" *(SP capability) SP "IMAP4rev1" *(SP capability)`, or IMAP4rev2 */
export function capabilityData(reader: Reader, quirk: ImapQuirk): string[] {
  const { pos } = reader
  const found = capabilityList(reader)
  const hasRevision = (reader.has(REV1) && found.includes('IMAP4REV1')) || (reader.has(REV2) && found.includes('IMAP4REV2'))
  if (!hasRevision) reader.warn(quirk, pos)
  return found
}

/** The same, written. */
export function writeCapabilities(writer: ImapWriter, capabilities: readonly string[]): void {
  for (const capability of listOf(capabilities, 'encode CAPABILITY'))
    writer.raw(' ').atom(textOf(capability, 'encode CAPABILITY'), 'capability')
}

/** `capability-data` */
export const capability: ResponseRule<CapabilityResponse> = {
  name: 'CAPABILITY',
  type: 'capability',
  section: 'RFC 9051 7.2.2',
  decode: reader => ({ type: 'capability', capabilities: capabilityData(reader, 'no-revision'), ...report(reader) }),
  encode: (writer, { capabilities }) => writeCapabilities(writer.raw('CAPABILITY'), capabilities),
}

/** `enable-data = "ENABLED" *(SP capability)` */
export const enabled: ResponseRule<CapabilityResponse> = {
  name: 'ENABLED',
  type: 'enabled',
  section: 'RFC 9051 7.2.1',
  decode: reader => ({ type: 'enabled', capabilities: capabilityList(reader), ...report(reader) }),
  encode: (writer, { capabilities }) => writeCapabilities(writer.raw('ENABLED'), capabilities),
}
