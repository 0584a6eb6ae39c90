import { difference as en } from '../texts/en/difference'
import type { Words } from '../texts/use-texts'
import { difference as zh } from '../texts/zh/difference'

export const DIFFERENCE: Words<typeof en> = { en, zh }
