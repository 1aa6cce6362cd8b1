/** TXT: character-strings of at most 255 bytes each (RFC 1035 3.3.14). Their meaning is up to the application. */
import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Txt {
  /** Decoded without losing a byte. SPF and DKIM often split one text into several strings; join them without a space. */
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
