/** Commands about messages: LIST, RETR and DELE (RFC 1939 5), TOP and UIDL (RFC 1939 7). */
import { wholeNumber } from '../values.js'
import { type ByVerb, checkedMessage, type Grammar, messageNumber } from './grammar.js'

/** A message number of the maildrop, from 1 (RFC 1939 3). */
type MessageNumber = number

export type MessageCommand =
  | { readonly verb: 'list' | 'uidl'; readonly message: MessageNumber | undefined }
  | { readonly verb: 'retr' | 'dele'; readonly message: MessageNumber }
  | { readonly verb: 'top'; readonly message: MessageNumber; readonly lines: number }

const ofMessage = <V extends string>(
  verb: V,
  keyword: string,
): Grammar<{ readonly verb: V; readonly message: MessageNumber }> => ({
  decode: line => ({ verb, message: messageNumber(line, keyword) }),
  encode: fields => {
    const message = checkedMessage(fields.message)
    return [{ verb, message }, String(message)]
  },
})

const ofAnyMessage = <V extends string>(
  verb: V,
  keyword: string,
): Grammar<{ readonly verb: V; readonly message: MessageNumber | undefined }> => {
  const { decode, encode } = ofMessage(verb, keyword)
  return {
    decode: (line, departs) => (line.atEnd ? { verb, message: undefined } : decode(line, departs)),
    encode: ({ message }) => (message === undefined ? [{ verb, message }] : encode({ message })),
  }
}

export const list: Grammar<ByVerb<MessageCommand, 'list'>> = /* @__PURE__ */ ofAnyMessage('list', 'LIST')
export const uidl: Grammar<ByVerb<MessageCommand, 'uidl'>> = /* @__PURE__ */ ofAnyMessage('uidl', 'UIDL')
export const retr: Grammar<ByVerb<MessageCommand, 'retr'>> = /* @__PURE__ */ ofMessage('retr', 'RETR')
export const dele: Grammar<ByVerb<MessageCommand, 'dele'>> = /* @__PURE__ */ ofMessage('dele', 'DELE')

export const top: Grammar<ByVerb<MessageCommand, 'top'>> = {
  decode: line => {
    const message = messageNumber(line, 'TOP')
    line.space('bad-command', 'decode TOP')
    return { verb: 'top', message, lines: line.number('bad-number', 'TOP') }
  },
  encode: fields => {
    const message = checkedMessage(fields.message)
    const lines = wholeNumber(fields.lines, 0, 'bad-number', 'encode TOP')
    return [{ verb: 'top', message, lines }, String(message), String(lines)]
  },
}
