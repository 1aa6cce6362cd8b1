/** JMAPACCESS (RFC 9698 4, text not available): where the same messages are found by JMAP. */
import { type ResponseRule, report } from './rule.js'

/** JMAPACCESS (RFC 9698 4). */
export interface JmapAccessResponse {
  readonly type: 'jmapaccess'
  /** Of the JMAP session resource (RFC 8620 2), unchanged. */
  readonly url: string
}

/** `"JMAPACCESS" SP quoted` */
export const jmapaccess: ResponseRule<JmapAccessResponse> = {
  name: 'JMAPACCESS',
  type: 'jmapaccess',
  section: 'RFC 9698 4',
  decode: reader => {
    reader.space()
    return { type: 'jmapaccess', url: reader.quoted(), ...report(reader) }
  },
  encode: (writer, { url }) => writer.raw('JMAPACCESS ').quoted(url, 'encode JMAPACCESS'),
}
