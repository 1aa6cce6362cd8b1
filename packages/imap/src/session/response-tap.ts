/** Shows responses to a client's tap in the order of the wire: of a response with a streamed literal, what is before its pieces comes first. */
import type { Engine } from '@mailwire/bytes'
import type { ImapError } from '../error.js'
import type { Frame } from '../grammar/frame.js'
import type { ClientEvent } from './events.js'
import { MASKED, visibleResponse } from './mask.js'

/** A response, or with `markerEnd` what there is of one up to the marker of a streamed literal and its CRLF. */
interface ShownPart extends Pick<Frame, 'bytes' | 'start' | 'end'> {
  readonly markerEnd?: number
}

export class ResponseTap {
  readonly #engine: Engine<ClientEvent, ImapError>
  /** How much of the current response was shown. */
  #shown = 0

  constructor(engine: Engine<ClientEvent, ImapError>) {
    this.#engine = engine
  }

  /** With `isExchange`, inside AUTHENTICATE. The parts of a masked response are masked one by one. */
  show({ bytes, start, end, markerEnd }: ShownPart, isExchange: boolean): void {
    if (!this.#engine.tapped) return
    const from = start + this.#shown
    this.#shown = markerEnd === undefined ? 0 : markerEnd - start
    const masked = visibleResponse(bytes, start, end, isExchange)
    if (masked !== undefined) this.#engine.saw(from === start ? masked : MASKED)
    else if (markerEnd === undefined) this.#engine.sawLine(bytes, from, end)
    else this.#engine.saw(bytes.slice(from, markerEnd))
  }
}
