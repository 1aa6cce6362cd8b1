/**
 * The base subject (RFC 5256 2.1): what is left of a subject without `Re:`, `Fwd:`, `[list]` and `(fwd)`, which is the same for a message and its
 * replies. Nothing is copied before the end, and each character is scanned a bounded number of times.
 */
import { decodeWords } from '../text/encoded-word.js'

/** The base subject, and whether the subject marks a reply or forward. */
export interface BaseSubject {
  /** As it was written, but for white space; it is compared without regard to case. */
  readonly base: string
  /** True where one of `Re:`, `Fwd:`, `(fwd)` and `[fwd: ...]` was removed (RFC 5256 3, THREAD). */
  readonly isReplyOrForward: boolean
}

/**
 * The base subject of a message by the steps of RFC 5256 2.1, in time linear in the subject. Encoded words are decoded first; those in an unknown charset stay.
 *
 * @param subject the value of the Subject field, unfolded or not
 * @throws {@link ImapError} `bad-value` for what is not a text
 *
 * @example
 * baseSubject('Re: [list] Fwd: =?utf-8?Q?Caf=C3=A9?=  menu (fwd)') // => { base: 'Café menu', isReplyOrForward: true }
 */
export function baseSubject(subject: string): BaseSubject {
  // Step 1.
  const text = decodeWords(subject).replace(/[ \t\r\n]+/g, ' ')
  let [start, end] = [0, text.length]
  let isReplyOrForward = false
  for (;;) {
    // Step 2: `subj-trailer = "(fwd)" / WSP`
    for (;;) {
      if (end > start && text[end - 1] === ' ') end--
      else if (end - start >= FWD_TRAILER && isWordAt(text, end - FWD_TRAILER, '(fwd)')) {
        end -= FWD_TRAILER
        isReplyOrForward = true
      } else break
    }
    // Steps 3 to 5.
    const leaders = afterLeaders(text, start, end)
    start = leaders.at
    isReplyOrForward ||= leaders.isReplyOrForward
    // Step 6: `subj-fwd = subj-fwd-hdr subject subj-fwd-trl`
    if (end - start <= FWD_HEADER || text[end - 1] !== ']' || !isWordAt(text, start, '[fwd:')) break
    start += FWD_HEADER
    end--
    isReplyOrForward = true
  }
  return { base: text.slice(start, end), isReplyOrForward }
}

const FWD_TRAILER = 5
const FWD_HEADER = 5

/**
 * The offset after the prefixes of a subject: each `subj-leader = (*subj-blob subj-refwd) / WSP`, and each `subj-blob` that is not the end of it.
 */
function afterLeaders(text: string, from: number, end: number): { at: number; isReplyOrForward: boolean } {
  let at = from
  let isReplyOrForward = false
  // Blobs up to here have no `Re:` after them. Without this, each of many blobs would start another scan of all the following ones.
  let refused = -1
  for (;;) {
    if (at < end && text[at] === ' ') {
      at++
      continue
    }
    if (at > refused) {
      let next = at
      for (let blob = afterBlob(text, next, end); blob > 0; blob = afterBlob(text, next, end)) next = blob
      const answer = afterRefwd(text, next, end)
      if (answer > 0) {
        at = answer
        isReplyOrForward = true
        continue
      }
      refused = next
    }
    const blob = afterBlob(text, at, end)
    // A blob that is all there is, is the base subject.
    if (blob <= 0 || blob >= end) return { at, isReplyOrForward }
    at = blob
  }
}

/** The offset after `subj-blob = "[" *BLOBCHAR "]" *WSP`; 0 without one. */
function afterBlob(text: string, at: number, end: number): number {
  if (at >= end || text[at] !== '[') return 0
  for (let next = at + 1; next < end; next++) {
    const char = text[next]
    if (char === ']') return next + 1 < end && text[next + 1] === ' ' ? next + 2 : next + 1
    if (char === '[' || char === '\0') return 0
  }
  return 0
}

/** The offset after `subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"`; 0 without one. Runs of white space are one space by now. */
function afterRefwd(text: string, at: number, end: number): number {
  if (end - at < 3 || !(isWordAt(text, at, 're') || isWordAt(text, at, 'fw'))) return 0
  let next = at + 2
  if (isWordAt(text, at, 'fwd')) next++
  if (text[next] === ' ') next++
  next = afterBlob(text, next, end) || next
  return next < end && text[next] === ':' ? next + 1 : 0
}

/** True for this ASCII word, ignoring case. */
function isWordAt(text: string, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(at + index)
    if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== word.charCodeAt(index)) return false
  }
  return true
}
