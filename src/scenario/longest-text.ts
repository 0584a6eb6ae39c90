/** A section of a scenario has at most this many characters: more is nothing that a person wrote, nor a rule generator. */
export const LONGEST_TEXT = 16 * 1024 * 1024
