import { recorded as en } from '../texts/en/recorded'
import type { Words } from '../texts/use-texts'
import { recorded as zh } from '../texts/zh/recorded'

export const RECORDED: Words<typeof en> = { en, zh }
