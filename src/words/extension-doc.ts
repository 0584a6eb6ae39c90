/** A match or target in Chinese: what it is, why it is not modelled where it is not, and what each option does. */
export interface ExtensionDoc {
  readonly summary: string
  readonly unmodelled?: string
  readonly options: { readonly [option: string]: string }
}
