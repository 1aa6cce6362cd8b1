/** KEY-TAG: the trust anchors that a resolver has for the zone it asks about (RFC 8145 4.1). */
import { checkList } from '../../given.js'
import type { OptionType } from '../option-type.js'
import { parseNumbers } from './text.js'

export interface KeyTags {
  readonly tags: readonly number[]
}

export const keyTagOption: OptionType<KeyTags, 'KEY-TAG'> = {
  name: 'KEY-TAG',
  code: 14,
  decode: reader => {
    const tags: number[] = []
    while (reader.pos < reader.end) tags.push(reader.u16('key tag'))
    return { tags }
  },
  encode: (writer, { tags }) => {
    checkList(tags, 'encode option KEY-TAG')
    for (const tag of tags) writer.u16(tag)
  },
  text: {
    label: 'KEY-TAG',
    format: ({ tags }) => (tags.length === 0 ? undefined : tags.join(', ')),
    parse: text => {
      const tags = parseNumbers(text)
      return tags === undefined ? undefined : { tags }
    },
  },
}
