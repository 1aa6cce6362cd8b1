/** Codes of searches and notifications: NOUPDATE (RFC 5267 4.3.1), UNDEFINED-FILTER (RFC 5466 3.1), BADEVENT (RFC 5465 5). */
import { fail } from '../../error.js'
import { ATOM, isRun, TAG } from '../../grammar/classes.js'
import { listOf, textOf } from '../../values.js'
import { type CodeType, codeRule, quotedTag } from './rule.js'

/** The tag of the command of which no updates will be sent. */
export interface NoUpdateCode {
  readonly name: 'NOUPDATE'
  readonly tag: string
}

/** `"NOUPDATE" SP quoted`: a tag */
export const noUpdate: CodeType<NoUpdateCode> = /* @__PURE__ */ codeRule<NoUpdateCode>(
  'NOUPDATE',
  'RFC 5267 4.3.1',
  (reader, name) => {
    reader.space()
    return { name, tag: quotedTag(reader) }
  },
  (writer, { tag }) => {
    if (!isRun(textOf(tag, 'encode NOUPDATE'), TAG)) fail('bad-value', 0, 'encode NOUPDATE: invalid tag')
    writer.raw(' ').quoted(tag)
  },
)

/** UNDEFINED-FILTER (RFC 5466 3.1). */
export interface UndefinedFilterCode {
  readonly name: 'UNDEFINED-FILTER'
  readonly filter: string
}

/** `"UNDEFINED-FILTER" SP filter-name`, in which `filter-name = 1*<any ATOM-CHAR except "/">` */
export const undefinedFilter: CodeType<UndefinedFilterCode> = /* @__PURE__ */ codeRule<UndefinedFilterCode>(
  'UNDEFINED-FILTER',
  'RFC 5466 3.1',
  (reader, name) => {
    reader.space()
    const { pos } = reader
    const filter = reader.atom('the name of a filter')
    if (filter.includes('/')) reader.fail('bad-syntax', 'parse: the name of a filter contains "/"', pos)
    return { name, filter }
  },
  (writer, { filter }) => {
    if (textOf(filter, 'encode UNDEFINED-FILTER').includes('/'))
      fail('bad-value', 0, 'encode UNDEFINED-FILTER: the name of a filter contains "/"')
    writer.raw(' ').atom(filter, 'filter')
  },
)

/** The names of all events that the server can report, unchanged. */
export interface BadEventCode {
  readonly name: 'BADEVENT'
  readonly events: readonly string[]
}

/** `unsupported-events-code = "BADEVENT" SP "(" event-name *(SP event-name) ")"`; names that are not known are kept. */
export const badEvent: CodeType<BadEventCode> = /* @__PURE__ */ codeRule<BadEventCode>(
  'BADEVENT',
  'RFC 5465 5',
  (reader, name) => {
    reader.space()
    const events: string[] = []
    if (!reader.beginList()) reader.refuse('an event')
    do events.push(reader.run(ATOM) || reader.refuse('an event'))
    while (reader.nextMember())
    return { name, events }
  },
  (writer, { events }) => {
    if (listOf(events, 'encode BADEVENT').length === 0) fail('bad-value', 0, 'encode BADEVENT: events is empty')
    writer.raw(' ').list(events, event => writer.atom(event, 'event'))
  },
)
