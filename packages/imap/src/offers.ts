/** Which announced capabilities bring which others (RFC 9051 6.1.1): everything that asks whether a server has an extension asks here. */
import { upperAscii } from '@mailwire/bytes'

/** Capabilities that include others, which a server need not announce then. */
const included: Readonly<Record<string, readonly string[]>> = {
  // RFC 9051 E 2, 3. It has only the FETCH side of BINARY, and DELETED of STATUS, so these items name it themselves.
  IMAP4REV2: [
    'NAMESPACE',
    'UNSELECT',
    'UIDPLUS',
    'ESEARCH',
    'SEARCHRES',
    'ENABLE',
    'IDLE',
    'SASL-IR',
    'LIST-EXTENDED',
    'LIST-STATUS',
    'MOVE',
    'LITERAL-',
    'STATUS=SIZE',
  ],
  // RFC 7162 3.2.3.
  QRESYNC: ['CONDSTORE', 'ENABLE'],
  // RFC 5182 1.
  SEARCHRES: ['ESEARCH'],
  // RFC 5267 4.1.
  'CONTEXT=SORT': ['ESORT', 'SORT'],
  // RFC 7377 2: its command has the options of ESEARCH.
  MULTISEARCH: ['ESEARCH'],
  // LIST-EXTENDED is a prerequisite of every extension of LIST (RFC 5258 3).
  'LIST-STATUS': ['LIST-EXTENDED'],
  'LIST-MYRIGHTS': ['LIST-EXTENDED'],
  'LIST-METADATA': ['LIST-EXTENDED'],
  'SPECIAL-USE': ['LIST-EXTENDED'],
  // RFC 6855 6.
  'UTF8=ONLY': ['UTF8=ACCEPT'],
  // RFC 5464 1.
  METADATA: ['METADATA-SERVER'],
}

/** What includes each capability: the table the other way round. */
const including: ReadonlyMap<string, readonly string[]> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.values(included)
    .flat()
    .map(name => [name, Object.keys(included).filter(by => included[by]!.includes(name))]),
)

/** The capability itself, and those that include it. */
export const announcersOf = (name: string): readonly string[] => [name, ...(including.get(name) ?? [])]

/**
 * True if one of the capabilities, in any case, announces this one, given in upper case. Some have a value after their name: `APPENDLIMIT=1000`. A client
 * asks for each command.
 */
export const offers = (capabilities: Iterable<string>, name: string): boolean =>
  announcersOf(name).some(by => isAmong(capabilities, by))

function isAmong(capabilities: Iterable<string>, name: string): boolean {
  if (capabilities instanceof Set && capabilities.has(name)) return true
  // Letters differ in one bit by their case; nearly all other capabilities begin with another letter.
  const first = name.charCodeAt(0) | 0x20
  for (const one of capabilities) {
    if ((one.charCodeAt(0) | 0x20) !== first) continue
    const upper = upperAscii(one)
    if (upper === name || (!name.includes('=') && upper.startsWith(`${name}=`))) return true
  }
  return false
}
