/** Which records of an answer answer its question: those of the name, or of the targets of its aliases (RFC 1034 3.6.2, RFC 5321 5.1). */
import { canonicalName, type DnsRecord } from '@mailwire/dns'

/**
 * The records of a name's answer section that are about the name: aliases are followed in whatever order they come, and records of any other owner
 * are left out (RFC 2181 5.4.1). Aliases that form a loop give no records.
 */
export function answersFor(name: string, answers: readonly DnsRecord[]): DnsRecord[] {
  const aliases = new Map<string, string>()
  for (const record of answers)
    if (record.type === 'CNAME' && record.data !== undefined)
      aliases.set(canonicalName(record.name), canonicalName(record.data.cname))
  let end = canonicalName(name)
  for (let next = aliases.get(end); next !== undefined; next = aliases.get(end)) {
    // Each alias is followed once, so that this ends.
    aliases.delete(end)
    end = next
  }
  return answers.filter(record => canonicalName(record.name) === end)
}
