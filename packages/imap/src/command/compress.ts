/** COMPRESS (RFC 4978 3): what follows is compressed on its way, in both directions. */
import { upperAscii } from '@mailwire/bytes'
import { textOf } from '../values.js'
import type { CommandRule } from './rule.js'

/** COMPRESS (RFC 4978 3). */
export interface CompressCommand {
  readonly verb: 'compress'
  /** In upper case: `DEFLATE` is the only one that is defined. */
  readonly algorithm: string
}

/** `compress = "COMPRESS" SP algorithm`, `algorithm = "DEFLATE"`; later ones must be atoms (RFC 4978 5) */
export const compress: CommandRule<CompressCommand> = {
  name: 'COMPRESS',
  verb: 'compress',
  section: 'RFC 4978 3',
  decode(reader) {
    reader.space()
    const { pos } = reader
    const algorithm = reader.keyword('an algorithm')
    if (algorithm !== 'DEFLATE') reader.warn('compression-algorithm', pos)
    return { verb: 'compress', algorithm }
  },
  encode: (writer, { algorithm }) => writer.raw('COMPRESS ').atom(upperAscii(textOf(algorithm, 'encode COMPRESS')), 'algorithm'),
}
