/** Checks of a response that a view is shown, as JavaScript callers may show it any value: what it reads of it has the right type, before anything changes. */
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import { bigintOf, fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'

const ACTION = 'show view'

/** @throws {@link ImapError} `bad-value` */
export function checkResponse(response: Response): void {
  fieldsOf(response, `${ACTION}: response`)
  switch (response.type) {
    case 'exists':
    case 'expunge':
      wholeNumberOf(response.number, `${ACTION}: number`)
      break
    case 'vanished':
      checkRanges(response.uids)
      break
    case 'fetch':
    case 'uidfetch': {
      const { uid, flags, modseq } = fieldsOf(response.items, `${ACTION}: items`)
      if (uid !== undefined) wholeNumberOf(uid, `${ACTION}: items: uid`)
      if (flags !== undefined) checkTexts(flags, `${ACTION}: items: flags`)
      if (modseq !== undefined) bigintOf(modseq, `${ACTION}: items: modseq`)
      break
    }
    case 'enabled':
      checkTexts(response.capabilities, `${ACTION}: capabilities`)
      break
    default:
      if ('code' in response) checkCode(response.code)
  }
}

/** The code of a response, if there is one. @throws {@link ImapError} `bad-value` */
export function checkCode(code: ResponseCode | undefined): void {
  if (code === undefined) return
  fieldsOf(code, `${ACTION}: code`)
  switch (code.name) {
    case 'UIDNEXT':
    case 'UIDVALIDITY':
      wholeNumberOf(code.value, `${ACTION}: ${code.name}`)
      break
    case 'HIGHESTMODSEQ':
      bigintOf(code.modseq, `${ACTION}: ${code.name}`)
      break
    case 'PERMANENTFLAGS':
      checkTexts(code.flags, `${ACTION}: ${code.name}`)
      break
    default:
  }
}

function checkRanges(uids: Extract<Response, { type: 'vanished' }>['uids']): void {
  for (const range of listOf(uids, `${ACTION}: uids`)) fieldsOf(range, `${ACTION}: uids`)
}

function checkTexts(texts: readonly string[], action: string): void {
  for (const text of listOf(texts, action)) textOf(text, action)
}
