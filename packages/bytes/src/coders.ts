/** The Encoding Standard's two coders, which every runtime has and the ES2022 library does not declare. */

interface Utf8Decoder {
  decode(bytes: Uint8Array): string
}
interface Utf8Encoder {
  encode(text: string): Uint8Array
  encodeInto(text: string, bytes: Uint8Array): { readonly read: number }
}
declare const TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => Utf8Decoder
declare const TextEncoder: new () => Utf8Encoder

/** Throws on what is not UTF-8, and keeps a byte order mark. */
export const utf8Decoder: Utf8Decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Writes U+FFFD for a lone surrogate: the caller has ruled those out. */
export const utf8Encoder: Utf8Encoder = /* @__PURE__ */ new TextEncoder()
