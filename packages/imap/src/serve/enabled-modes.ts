/** The modes that a client enabled, in a mailbox with or without mod-sequences (RFC 7162 3.1, 3.1.2.2, 3.2.3; RFC 9586). */
import { booleanOf, fieldsOf } from '../values.js'
import type { SessionModes } from './session-options.js'

export class EnabledModes {
  readonly #hasModseqs: boolean
  #condstore = false
  #qresync = false
  #uidOnly = false

  constructor(hasModseqs: boolean) {
    this.#hasModseqs = hasModseqs
  }

  /** True if MODSEQ is sent with changes. */
  get condstore(): boolean {
    return this.#condstore && this.#hasModseqs
  }

  /** True if VANISHED replaces EXPUNGE. */
  get vanishes(): boolean {
    return this.#uidOnly || (this.#qresync && this.#hasModseqs)
  }

  /** True if UIDFETCH replaces FETCH. */
  get uidOnly(): boolean {
    return this.#uidOnly
  }

  /** Enables more modes. All are checked before any is enabled. */
  enable(modes: SessionModes): void {
    const { condstore = false, qresync = false, uidOnly = false } = fieldsOf(modes, 'enable')
    booleanOf(condstore, 'enable: condstore')
    booleanOf(qresync, 'enable: qresync')
    booleanOf(uidOnly, 'enable: uidOnly')
    this.#condstore ||= condstore || qresync
    this.#qresync ||= qresync
    this.#uidOnly ||= uidOnly
  }
}
