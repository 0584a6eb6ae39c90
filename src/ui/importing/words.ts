import { importing as en } from '../texts/en/importing'
import type { Words } from '../texts/use-texts'
import { importing as zh } from '../texts/zh/importing'

export const IMPORTING: Words<typeof en> = { en, zh }
