/** Exchanges of SCRAM as the RFCs have them, and one that was recorded, as they are on the wire. The password is `pencil`. */
import type { ScramHash } from '../src/index.js'

export interface ScramVector {
  readonly source: string
  readonly hash: ScramHash
  readonly authorizationId: string
  readonly clientNonce: string
  readonly serverNonce: string
  readonly salt: string
  readonly messages: readonly [string, string, string, string]
}

export const vectors: readonly ScramVector[] = [
  {
    source: 'RFC 5802 5',
    hash: 'SHA-1',
    authorizationId: '',
    clientNonce: 'fyko+d2lbbFgONRv9qkxdawL',
    serverNonce: '3rfcNHYJY1ZVvWVs7j',
    salt: 'QSXCR+Q6sek8bf92',
    messages: [
      'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL',
      'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    ],
  },
  {
    source: 'RFC 7677 3',
    hash: 'SHA-256',
    authorizationId: '',
    clientNonce: 'rOprNGfwEbeRWgbNEkqO',
    serverNonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
    messages: [
      'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    ],
  },
  {
    // Between sasl-sample-client and sasl-sample-server.
    source: 'recorded from Cyrus SASL 2.1.28',
    hash: 'SHA-512',
    authorizationId: 'user',
    clientNonce: '/higI6FD5yh2qNIx0lm3aapxZstCyFY5',
    serverNonce: 'n4aDvVqvTUoPlrxx1AtHZ2KR8EF1Ia0b',
    salt: 'LL/IfM2GRYwiFTuuCU6yTJYFn9+g909GzqS8CsxZ0wspBWoare+vk6E2pkStLDShn9CCCl4xKEa9koq14Z9lmg==',
    messages: [
      'n,a=user,n=user,r=/higI6FD5yh2qNIx0lm3aapxZstCyFY5',
      'r=/higI6FD5yh2qNIx0lm3aapxZstCyFY5n4aDvVqvTUoPlrxx1AtHZ2KR8EF1Ia0b,s=LL/IfM2GRYwiFTuuCU6yTJYFn9+g909GzqS8CsxZ0wspBWoare+vk6E2pkStLDShn9CCCl4xKEa9koq14Z9lmg==,i=4096',
      'c=bixhPXVzZXIs,r=/higI6FD5yh2qNIx0lm3aapxZstCyFY5n4aDvVqvTUoPlrxx1AtHZ2KR8EF1Ia0b,p=Ed71wIfEJaHa5iL88W1biJwUe8drRX3bnHNa+q+WsyOAc78IrkAedpATO0qEFl2ZpWovhArdf9LqUr9QG9iEig==',
      'v=b0FLgJLuskQ3zipgnBLrG2RbtmFfJsBI/ma8XVZE6WF+tQPdmCh7lsQNcKj0UeuFKeJ+F5J26RCu48ZxCxq+Ow==',
    ],
  },
]
