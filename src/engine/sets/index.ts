export type { SetSubject } from './packet-part'
export { type AddOptions, dimensionCount, type SetAnswer, type SetChanged, SetStore } from './set-store'
export { SET_DIMENSIONS, type SetDimension } from './set-type'
