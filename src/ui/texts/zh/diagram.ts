export const diagram: typeof import('../en/diagram').diagram = {}
