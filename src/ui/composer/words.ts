import { composer as en } from '../texts/en/composer'
import type { Words } from '../texts/use-texts'
import { composer as zh } from '../texts/zh/composer'

export const COMPOSER: Words<typeof en> = { en, zh }
