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

declare module 'mailpop3' {
  import type { EventEmitter } from 'node:events'

  /** Each command is answered by an event of its name. */
  export default class POP3Client extends EventEmitter {
    constructor(port: number, host: string)
    setCallback(callback: (isOk: boolean, data: string) => void): void
    login(user: string, password: string): void
    stat(): void
    list(message?: number): void
    uidl(message?: number): void
    retr(message: number): void
    dele(message: number): void
    noop(): void
    rset(): void
  }
}

declare module 'yapople' {
  export class Client {
    constructor(options: { readonly host: string; readonly username: string; readonly password: string })
    /** What `onData` answers next. */
    _command: { readonly cmd: number; readonly callback?: (error: Error | null, text: string) => void }
    connect(callback: (error: Error | null) => void): void
    list(): Promise<Readonly<Record<string, number>>>
    retr(message: number): Promise<Buffer>
  }
}
