/** Times in zone text: seconds, or numbers with units as in BIND (`1w2d3h4m5s`). */
import { checkText, checkWhole } from '../given.js'

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** The seconds of a time, or `undefined` for invalid text and for a time above 32 bits. */
export function parseTtl(text: string): number | undefined {
  checkText(text, 'parse TTL')
  let total = 0
  if (/^\d{1,10}$/.test(text)) total = Number(text)
  else if (/^(?:\d{1,10}[smhdw]){1,10}$/i.test(text)) {
    for (const [, digits, unit] of text.matchAll(/(\d{1,10})([smhdw])/gi)) total += Number(digits) * UNITS[unit!.toLowerCase()]!
  } else return undefined
  return total <= 0xffffffff ? total : undefined
}

/** The time in BIND's units: `1w2d`, `5m`, `0s`. */
export function formatTtlUnits(seconds: number): string {
  checkWhole(seconds, Number.MAX_SAFE_INTEGER, 'format TTL')
  let text = ''
  let left = seconds
  for (const [unit, length] of Object.entries(UNITS).reverse()) {
    const count = Math.floor(left / length)
    if (count > 0) text += `${count}${unit}`
    left -= count * length
  }
  return text === '' ? '0s' : text
}
