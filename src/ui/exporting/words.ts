import { exporting as en } from '../texts/en/exporting'
import type { Words } from '../texts/use-texts'
import { exporting as zh } from '../texts/zh/exporting'

export const EXPORTING: Words<typeof en> = { en, zh }
