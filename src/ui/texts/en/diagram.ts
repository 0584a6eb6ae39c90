/** The diagram. */
export const diagram = {}
