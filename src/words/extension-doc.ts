/** A match or target in Chinese: what it is, and what each option does. */
export interface ExtensionDoc {
  readonly summary: string
  readonly options: { readonly [option: string]: string }
}
