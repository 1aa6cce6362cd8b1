/** Our servers, and a folder in which a program of the system finds their certificate and a message. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { message, startWorld, type World } from '../test/world.js'

export interface Place {
  world: World
  folder: string
}

/** Made before the tests of a file and gone after them; its fields are there once a test runs. */
export function placeFor(program: string, subject: string): Place {
  const place = {} as Place
  beforeAll(async () => {
    place.world = await startWorld()
    place.folder = mkdtempSync(join(tmpdir(), `mailwire-${program}-`))
    writeFileSync(join(place.folder, 'ca.pem'), place.world.certificate.cert)
    writeFileSync(join(place.folder, 'message'), message(subject))
  })
  afterAll(async () => {
    await place.world.close()
    rmSync(place.folder, { recursive: true })
  })
  return place
}
