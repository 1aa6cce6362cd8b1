import { cutAt, octets } from '@mailwire/tooling/testing'
import { serverInvariant } from '../../../smtp/test/invariants.js'
import { cutsOf } from '../../src/cuts.js'

const BEFORE = octets('EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n')

/** What a client sends after the 354: a message with its dots, the end of data, and whatever follows. */
export const fuzz = (bytes: Uint8Array): void => serverInvariant([BEFORE, ...cutAt(bytes, cutsOf(bytes))])
