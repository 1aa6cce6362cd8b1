/** What a client knows of what its server announces (RFC 9051 6.1.1): it is forgotten once TLS is up, and behind a login that announces nothing new. */
export class Known {
  readonly #override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined
  #capabilities: ReadonlySet<string> | undefined
  #isFresh = false // announced since a login, or another command that changes what is announced, was sent

  constructor(override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined) {
    this.#override = override
  }

  /** In upper case; `undefined` while nothing is known. */
  get capabilities(): ReadonlySet<string> | undefined {
    return this.#capabilities
  }

  announced(names: readonly string[]): void {
    const announced = new Set(names)
    this.#capabilities = this.#override?.(announced) ?? announced
    this.#isFresh = true
  }

  /** What is announced from here on is for who is logged in (RFC 9051 6.2.3). */
  expectChange(): void {
    this.#isFresh = false
  }

  /** Somebody is logged in. */
  change(): void {
    if (!this.#isFresh) this.#capabilities = undefined
  }

  forget(): void {
    this.#capabilities = undefined
  }
}
