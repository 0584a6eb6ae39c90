export { SetStore } from './set-store'
