import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { HOOKS } from '../../model'
import type { RulePlace } from '../../worker/protocol-editing'
import { showPart } from '../app/phone-part'
import { closeRuleMenu, type RuleMenu as Menu, ruleMenuStore } from '../diagram/rule-menu'
import { actions, pageStore, usePage } from '../store/page-store'
import { chainIn, findRule } from '../store/rule-place'
import { useWords } from '../texts/use-texts'
import { MoveField } from './MoveField'
import { RenameField } from './RenameField'
import { RuleField } from './RuleField'
import { copyRule, type Landed, nudgeRule, removeRule, switchOffRule, switchOnRule } from './rule-actions'
import { RULE_CHANGES } from './words'
import './rule-editing.css'
import { switchedOff } from './switched-off'

/** Rules that are switched off, at most so many of a chain. */
const MOST_SWITCHED_OFF = 5

type Step =
  | { readonly kind: 'menu' }
  | { readonly kind: 'insert'; readonly at: RulePlace }
  | { readonly kind: 'edit'; readonly ruleKey: string; readonly at: RulePlace }
  | { readonly kind: 'move'; readonly ruleKey: string }
  | { readonly kind: 'rename' }

/** The menu of a rule or of a chain's end, and the small forms that it opens in its own place. */
export default function RuleMenu() {
  const menu = useStore(ruleMenuStore, (state) => state.menu)
  return menu === null ? null : <OpenMenu key={`${menu.ruleKey} ${menu.table} ${menu.chain} ${menu.at.x} ${menu.at.y}`} menu={menu} />
}

function OpenMenu({ menu }: { readonly menu: Menu }) {
  const texts = useWords(RULE_CHANGES)
  const [step, setStep] = useState<Step>({ kind: 'menu' })
  const count = usePage((page) => (page.opened === null ? 0 : (chainIn(page.opened.rules, menu.table, menu.chain)?.ruleCount ?? 0)))
  const panel = useRef<HTMLDivElement>(null)
  const [opener] = useState(() => document.activeElement)
  useLayoutEffect(() => {
    const element = panel.current
    if (element === null) return
    if (!element.matches(':popover-open')) element.showPopover()
    place(element, menu.at)
    element.querySelector<HTMLElement>(step.kind === 'menu' ? '[role="menuitem"]' : 'textarea, select, input')?.focus()
  }, [menu, step])
  const close = (landed: Landed | null) => {
    panel.current?.hidePopover()
    focusRow(landed?.key ?? menu.ruleKey, opener)
  }
  const name = `${menu.table} ${menu.chain}`
  const number = numberOf(menu)
  const titles = {
    menu: number === null ? texts.menuOfChain(name) : texts.menu(number, name),
    move: texts.moveTitle(number ?? 0, name),
    edit: texts.editTitle(number ?? 0, name),
    rename: texts.renameTitle(name),
    insert: step.kind === 'insert' && step.at.number <= count ? texts.newRuleBefore(step.at.number, name) : texts.newRuleAtEnd(name),
  }
  const title = titles[step.kind]
  return (
    <div
      ref={panel}
      popover="auto"
      className="floating popover rule-menu"
      role="dialog"
      data-step={step.kind}
      aria-label={title}
      onToggle={(event) => {
        if (event.newState === 'closed') closeRuleMenu()
      }}
      onKeyDown={(event) => {
        // The page's own keys are not meant for what is typed or chosen here.
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        close(null)
      }}
    >
      <p className="rule-menu__title overline">{title}</p>
      {step.kind === 'menu' && <Items menu={menu} count={count} title={title} onStep={setStep} onClose={close} />}
      {step.kind === 'insert' && <RuleField at={step.at} words="-j ACCEPT" onDone={close} />}
      {step.kind === 'edit' && <RuleField at={step.at} rewrites={step.ruleKey} words={wordsOf(step.ruleKey)} onDone={close} />}
      {step.kind === 'rename' && <RenameField table={menu.table} chain={menu.chain} onDone={() => close(null)} />}
      {step.kind === 'move' && <MoveField ruleKey={step.ruleKey} onDone={close} />}
    </div>
  )
}

/** A rule as iptables-save prints it. */
function wordsOf(ruleKey: string): string {
  const { opened } = pageStore.getState()
  return opened === null ? '' : (findRule(opened.rules, ruleKey)?.rule.text ?? '')
}

function numberOf({ ruleKey }: Menu): number | null {
  return ruleKey === null ? null : Number(ruleKey.slice(ruleKey.lastIndexOf('/') + 1))
}

function Items({
  menu,
  count,
  title,
  onStep,
  onClose,
}: {
  readonly menu: Menu
  /** Rules of the chain. */
  readonly count: number
  readonly title: string
  readonly onStep: (step: Step) => void
  readonly onClose: (landed: Landed | null) => void
}) {
  const texts = useWords(RULE_CHANGES)
  const { table, chain, ruleKey } = menu
  const number = numberOf(menu)
  const isBreakpoint = usePage((page) => ruleKey !== null && page.breakpoints.includes(ruleKey))
  const text = usePage((page) => page.scenario.host.rules)
  const off = useMemo(() => switchedOff(text, table, chain).slice(0, MOST_SWITCHED_OFF), [text, table, chain])
  const act = (work: Promise<Landed | null>) => {
    onClose(null)
    void work.then((landed) => landed !== null && focusRow(landed.key, null))
  }
  return (
    <div role="menu" aria-label={title} tabIndex={-1} className="rule-menu__items" onKeyDown={walk}>
      {ruleKey !== null && number !== null && (
        <>
          <Item keys="Alt ↑" onChoose={() => act(nudgeRule(ruleKey, -1))} disabled={number === 1}>
            {texts.moveUp}
          </Item>
          <Item keys="Alt ↓" onChoose={() => act(nudgeRule(ruleKey, 1))} disabled={number === count}>
            {texts.moveDown}
          </Item>
          <Item onChoose={() => onStep({ kind: 'move', ruleKey })}>{texts.moveTo}</Item>
          <hr />
          <Item onChoose={() => onStep({ kind: 'edit', ruleKey, at: { table, chain, number } })}>{texts.edit}</Item>
          <Item onChoose={() => onStep({ kind: 'insert', at: { table, chain, number } })}>{texts.insertBefore}</Item>
          <Item onChoose={() => onStep({ kind: 'insert', at: { table, chain, number: number + 1 } })}>{texts.insertAfter}</Item>
          <Item onChoose={() => act(copyRule(ruleKey))}>{texts.copy}</Item>
          <hr />
          <Item onChoose={() => act(switchOffRule(ruleKey))}>{texts.switchOff}</Item>
          <Item onChoose={() => act(removeRule(ruleKey))}>{texts.remove}</Item>
          <hr />
          <Item
            keys="B"
            onChoose={() => {
              actions.toggleBreakpoint(ruleKey)
              onClose(null)
            }}
          >
            {isBreakpoint ? texts.noBreakpoint : texts.breakpoint}
          </Item>
          <Item
            onChoose={() => {
              onClose(null)
              actions.showTab({ editor: 'rules' })
              actions.select({ kind: 'rule', ruleKey })
              showPart('rules')
            }}
          >
            {texts.showInEditor}
          </Item>
        </>
      )}
      {ruleKey === null && (
        <Item onChoose={() => onStep({ kind: 'insert', at: { table, chain, number: count + 1 } })}>{texts.insertAtEnd}</Item>
      )}
      {!HOOKS.some((hook) => hook === chain) && <Item onChoose={() => onStep({ kind: 'rename' })}>{texts.rename(chain)}</Item>}
      {off.length > 0 && <hr />}
      {off.map(({ line, rule }) => (
        <Item key={line} onChoose={() => act(switchOnRule(line))}>
          {texts.switchOn(rule)}
        </Item>
      ))}
    </div>
  )
}

function Item({
  children,
  keys = '',
  disabled = false,
  onChoose,
}: {
  readonly children: ReactNode
  /** The keys that do the same without the menu. */
  readonly keys?: string
  readonly disabled?: boolean
  readonly onChoose: () => void
}) {
  return (
    <button
      type="button"
      role="menuitem"
      aria-disabled={disabled}
      tabIndex={-1}
      className="rule-menu__item"
      onClick={() => !disabled && onChoose()}
    >
      <span className="rule-menu__words">{children}</span>
      {keys !== '' && (
        <span className="rule-menu__keys" aria-hidden="true">
          {keys}
        </span>
      )}
    </button>
  )
}

/** Up, down, Home and End walk through the menu, and come round. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  const at = items.findIndex((item) => item.matches(':focus'))
  const to =
    event.key === 'ArrowDown'
      ? (at + 1) % items.length
      : event.key === 'ArrowUp'
        ? (at - 1 + items.length) % items.length
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : null
  if (event.key === 'Tab') event.preventDefault()
  if (to === null) return
  event.preventDefault()
  items[to]?.focus()
}

/** Pixels between the menu and the edges of the window. */
const MARGIN = 8

function place(panel: HTMLElement, at: Menu['at']): void {
  const { width, height } = panel.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  panel.style.left = `${Math.max(MARGIN, Math.min(at.x, clientWidth - width - MARGIN))}px`
  panel.style.top = `${Math.max(MARGIN, Math.min(at.y, clientHeight - height - MARGIN))}px`
}

/** Back to the row that the menu was about; where there is none, to where the focus was. */
function focusRow(ruleKey: string | null, otherwise: Element | null): void {
  requestAnimationFrame(() => {
    const row = ruleKey === null ? null : document.querySelector<HTMLElement>(`.chain-rule[data-rule="${CSS.escape(ruleKey)}"]`)
    if (row !== null) row.focus({ preventScroll: true })
    else if (otherwise instanceof HTMLElement && otherwise.isConnected) otherwise.focus({ preventScroll: true })
  })
}
