/** What the API answers when it cannot do something: problem+json (RFC 9457). */

export type FieldError = { field: string; detail: string }

type Told = { title?: string; detail?: string; errors?: unknown; remedy?: string }

export class Trouble extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly told: Record<string, unknown> = {},
  ) {
    super(detail || title)
    this.name = 'Trouble'
  }

  /** Whether it may be gone by itself: no answer, or the server says not now. */
  get passes(): boolean {
    return this.status === 0 || this.status >= 500
  }

  /** What is wrong with single fields, where the answer names them. */
  get errors(): FieldError[] {
    return Array.isArray(this.told.errors) ? this.told.errors : []
  }

  /** The name of what is wrong, which is also what to do: "ReadAgain", "SwitchOff". */
  get remedy(): string {
    return String(this.told.remedy ?? '')
  }

  static of(error: unknown, response?: Response): Trouble {
    if (error instanceof Trouble) return error
    if (!response) {
      return new Trouble(0, 'No answer', 'The server does not answer. Is it running?')
    }
    const told: Told = typeof error === 'object' && error !== null ? (error as Told) : {}
    return new Trouble(
      response.status,
      told.title ?? response.statusText,
      told.detail ?? (typeof error === 'string' ? error : ''),
      told as Record<string, unknown>,
    )
  }
}
