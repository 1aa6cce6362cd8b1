import { fail } from './error.js'
export const prepare = (text: string, action: string, _allowUnassigned: boolean): string =>
  /[\0-\x1f\x7f]/.test(text) ? fail('bad-string', 0, `${action}: a control character`) : text.normalize('NFKC')
