/** `npm run sizes`: prints what single imports weigh, and writes it into the README. */
import { readFileSync, writeFileSync } from 'node:fs'
import { sizeTable } from './sizes.js'
import { redrawnPage } from './testing/page.js'

/** Seen from `dist`, where this runs. */
const page = new URL('../../../README.md', import.meta.url)

const table = await sizeTable()
process.stdout.write(`${table}\n`)
writeFileSync(page, redrawnPage(readFileSync(page, 'utf8'), { sizes: () => table }))
