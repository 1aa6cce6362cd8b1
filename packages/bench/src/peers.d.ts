/** As much of the peers' types as is used here, for those that bring none that fit. */
declare module 'dns-packet' {
  import type { Packet } from './inputs/dns-forms.js'

  const dnsPacket: { decode(bytes: Uint8Array): Packet; encode(packet: Packet): Buffer }
  export default dnsPacket
}

declare module 'emailjs-imap-handler' {
  const handler: { parser(response: Uint8Array): unknown }
  export default handler
}
