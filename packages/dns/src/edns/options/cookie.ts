/** COOKIE: eight bytes chosen by the client, followed by the server's cookie (RFC 7873 4, RFC 9018 4). */
import { concat } from '@mailwire/bytes'
import { checkBytes } from '../../given.js'
import type { OptionType } from '../option-type.js'
import { refuseOption } from './refuse.js'
import { formatHex, parseHex } from './text.js'

export interface Cookie {
  /** 8 bytes. */
  readonly client: Uint8Array
  /** 8 to 32 bytes; `undefined` if the client has none yet. */
  readonly server: Uint8Array | undefined
}

const CLIENT = 8

export const cookieOption: OptionType<Cookie, 'COOKIE'> = {
  name: 'COOKIE',
  code: 10,
  decode: reader => {
    const client = reader.opaque(CLIENT, 'client cookie')
    const length = reader.end - reader.pos
    if (length > 0) checkServer(length, reader.pos)
    return { client, server: length === 0 ? undefined : reader.opaque(length) }
  },
  encode: (writer, { client, server }) => {
    checkBytes(client, 'encode option COOKIE')
    if (client.length !== CLIENT) refuseOption('COOKIE', `client cookie of ${client.length} bytes, ${CLIENT} expected`)
    writer.raw(client)
    if (server === undefined) return
    checkBytes(server, 'encode option COOKIE')
    checkServer(server.length)
    writer.raw(server)
  },
  text: {
    label: 'COOKIE',
    format: ({ client, server }) => formatHex(server === undefined ? client : concat([client, server])),
    // dig adds its verdict on a server's cookie.
    parse: text => {
      const bytes = parseHex(text.replace(/ \((?:good|bad|echoed)\)$/, ''))
      if (bytes === undefined || bytes.length < CLIENT) return undefined
      return { client: bytes.slice(0, CLIENT), server: bytes.length === CLIENT ? undefined : bytes.slice(CLIENT) }
    },
    formatBytes: formatHex,
  },
}

/** `start` as for {@link refuseOption}. */
function checkServer(length: number, start?: number): void {
  if (length < 8 || length > 32) refuseOption('COOKIE', `server cookie of ${length} bytes, 8 to 32 allowed`, start)
}
