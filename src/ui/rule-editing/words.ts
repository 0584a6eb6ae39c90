import { ruleChanges as en } from '../texts/en/rule-changes'
import type { Words } from '../texts/use-texts'
import { ruleChanges as zh } from '../texts/zh/rule-changes'

export const RULE_CHANGES: Words<typeof en> = { en, zh }
