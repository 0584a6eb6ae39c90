import { sharing as en } from '../texts/en/sharing'
import type { Words } from '../texts/use-texts'
import { sharing as zh } from '../texts/zh/sharing'

export const SHARING: Words<typeof en> = { en, zh }
