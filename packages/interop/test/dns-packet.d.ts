/** What the tests use of a package that ships no types. */
declare module 'dns-packet' {
  export interface Packet {
    id?: number
    type?: 'query' | 'response'
    flags?: number
    questions?: { name: string; type: string }[]
    answers?: { name: string; type: string; ttl?: number; data: unknown }[]
    additionals?: { name: string; type: string; data?: unknown }[]
  }
  export function encode(packet: Packet): Buffer
  export function decode(bytes: Buffer): Packet
}
