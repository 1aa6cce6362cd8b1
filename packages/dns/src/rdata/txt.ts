/** TXT: character-strings of at most 255 bytes each (RFC 1035 3.3.14). What they mean is for who reads them. */
import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Txt {
  /** As text that loses no byte; what is one text to SPF or DKIM is often several strings, joined without a space. */
  readonly strings: readonly string[]
}

export const txt: RecordType<Txt, 'TXT'> = {
  name: 'TXT',
  code: 16,
  anyClass: true,
  fields: { strings: characterStrings },
  decode: reader => ({ strings: characterStrings.decode(reader) }),
  encode: (writer, data) => characterStrings.encode(writer, data.strings),
}
